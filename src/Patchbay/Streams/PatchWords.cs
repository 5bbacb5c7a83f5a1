using System.Globalization;
using Patchbay.Services.Patch;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>What became of a patch, in words and as an exit code. Pure.</summary>
static class PatchWords
{
    /// <summary>Bytes and ends of both directions in one line: <c>A to B 17 bytes, B to A 3 bytes in 1.2 s</c>.</summary>
    public static string Summary(PatchOutcome outcome)
    {
        var result = outcome.Result!;
        var discarded = Discarded(outcome.A) + Discarded(outcome.B);
        return $"A to B {Direction(result.AToB)}, B to A {Direction(result.BToA)} in {Duration.Format(outcome.Elapsed)}{discarded}";
    }

    /// <summary>Why the patch was not whole: the first cause, what was lost, and the exit code for it.</summary>
    public static UserError ToError(PatchOutcome outcome)
    {
        if (outcome.Error is { } error)
        {
            return Failures.Explain(error);
        }

        var result = outcome.Result!;
        if (result.IsWhole)
        {
            return new UserError(ExitCode.Other, outcome.Failure!, "Everything it wrote was handed over.");
        }

        if (result.Error is LayerException or DatagramException or RawSocketException)
        {
            return Failures.Explain(result.Error);
        }

        // The end that failed, or the one whose words were cut.
        var (end, said, told) = result.Failed == PatchSide.A || (result.Failed is null && result.AToB.End == RelayEnd.SenderCut)
            ? (outcome.A!, result.AToB, result.BToA) : (outcome.B!, result.BToA, result.AToB);
        var failure = outcome.Failure is { } text ? $"; {text}" : "";
        return said.End switch
        {
            RelayEnd.Idle => new(ExitCode.TimedOut, said.Reason!, "--idle sets how long a patch may be silent."),
            RelayEnd.Stopped => new(ExitCode.Other, $"cut: {said.Reason}", "What was on its way is lost."),
            _ when end.IsOurs => new(
                ExitCode.Other, $"{told.Reason ?? said.Reason} after {Bytes(told.Bytes)}", "The rest is lost."),
            RelayEnd.SenderCut => new(ExitCode.ReceiveFailed, $"{said.Reason} after {Bytes(said.Bytes)} received{failure}",
                "What the peer still had to say is lost. A server that dies or closes with unread data does that."),
            _ => new(ExitCode.SendFailed, $"{told.Reason}, after {Bytes(told.Bytes)}{failure}", "The peer closed before we had finished."),
        };
    }

    public static string Bytes(long count) => count == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");

    /// <summary>The word for how a direction ended, as JSON has it.</summary>
    public static string Word(RelayEnd end) => end switch
    {
        RelayEnd.Finished => "finished",
        RelayEnd.ReceiverLeft => "receiver left",
        RelayEnd.SenderCut => "sender cut",
        RelayEnd.ReceiverCut => "receiver cut",
        RelayEnd.Idle => "idle",
        _ => "stopped",
    };

    static string Direction(RelayDirection direction) => direction.IsCut ? $"{Bytes(direction.Bytes)} and then cut" : Bytes(direction.Bytes);

    static string Discarded(PatchEnd? end) => end is { Discarded: > 0 } ? $" ({Bytes(end.Discarded)} went nowhere: {end.Name} is only read)" : "";
}
