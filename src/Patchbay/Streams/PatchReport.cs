using System.Net;
using Patchbay.Services.Patch;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Tells what patches do: lines on stderr, events with --json=lines.</summary>
/// <param name="report">How to speak.</param>
/// <param name="many">There are many: one that is not whole is told at once.</param>
/// <param name="standard">The side that is our stdin and stdout, when one is.</param>
sealed class PatchReport(Report report, bool many, PatchSide? standard) : IPatchObserver
{
    public void Opened(int number, PatchSide side, PatchEnd end, bool accepted, TimeSpan elapsed)
    {
        var (local, remote) = (Text(end.Local), Text(end.Remote));
        report.Detail(Prefix(number) + (accepted ? $"client {end.Name}"
            : remote is null ? $"opened {end.Name}"
            : $"connected to {remote} from {local} in {Duration.Format(elapsed)}"));
        var data = new ConnectedData(local, remote, accepted ? null : elapsed.TotalMilliseconds) { Patch = number, Side = side.ToString(), Name = end.Name };
        report.Event(accepted ? "accepted" : "connected", data, ProgramJson.Default.JsonEnvelopeConnectedData);
    }

    public void Ended(PatchOutcome outcome)
    {
        if (outcome.Result is { } result)
        {
            report.Detail(Prefix(outcome.Number) + Summary(outcome, result));
            report.Event("ended", Data(outcome, result), ProgramJson.Default.JsonEnvelopeEndedData);
        }
        else if (many)
        {
            var error = PatchWords.ToError(outcome);
            report.Event("failed", new PatchFailedData(outcome.Number, (int)error.Code, error.Message, error.Hint), ProgramJson.Default.JsonEnvelopePatchFailedData);
        }

        if (many && !outcome.IsWhole)
        {
            report.Say(Prefix(outcome.Number) + PatchWords.ToError(outcome).Message);
        }
    }

    string Summary(PatchOutcome outcome, RelayResult result) => standard switch
    {
        PatchSide.A => $"sent {PatchWords.Bytes(result.AToB.Bytes)}, received {PatchWords.Bytes(result.BToA.Bytes)}",
        PatchSide.B => $"sent {PatchWords.Bytes(result.BToA.Bytes)}, received {PatchWords.Bytes(result.AToB.Bytes)}",
        _ => PatchWords.Summary(outcome),
    };

    EndedData Data(PatchOutcome outcome, RelayResult result)
    {
        var data = new EndedData(outcome.Number, Direction(result.AToB), Direction(result.BToA), outcome.Elapsed.TotalSeconds)
        {
            Failure = outcome.Failure,
            Discarded = (outcome.A?.Discarded ?? 0) + (outcome.B?.Discarded ?? 0) is > 0 and var discarded ? discarded : null,
        };
        return standard switch
        {
            PatchSide.A => data with { BytesSent = result.AToB.Bytes, BytesReceived = result.BToA.Bytes },
            PatchSide.B => data with { BytesSent = result.BToA.Bytes, BytesReceived = result.AToB.Bytes },
            _ => data,
        };
    }

    static DirectionData Direction(RelayDirection direction) => new(direction.Bytes, PatchWords.Word(direction.End), direction.Reason);

    string Prefix(int number) => many && standard is null ? $"#{number} " : "";

    static string? Text(EndPoint? endPoint) => endPoint?.ToString() is { Length: > 0 } text ? text : null;
}
