using Patchbay.Services.Transfer;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The phases of a transfer, for people and for scripts. Pure.</summary>
static class TimingText
{
    public static IEnumerable<string> Lines(IReadOnlyList<(TransferPhase Phase, TimeSpan Took, TimeSpan At)> phases, TimeSpan total)
    {
        yield return $"{"phase",-14}{"took",10}{"ended at",12}";
        foreach (var (phase, took, at) in phases)
        {
            yield return $"{Word(phase),-14}{Duration.Format(took),10}{Duration.Format(at),12}";
        }

        yield return $"{"total",-14}{Duration.Format(total),10}";
    }

    public static IReadOnlyList<TimingData> Data(IReadOnlyList<(TransferPhase Phase, TimeSpan Took, TimeSpan At)> phases) =>
        [.. phases.Select(static phase => new TimingData(Word(phase.Phase), phase.Took.TotalMilliseconds, phase.At.TotalMilliseconds))];

    static string Word(TransferPhase phase) => phase switch
    {
        TransferPhase.Redirects => "redirects",
        TransferPhase.Resolve => "resolve",
        TransferPhase.Connect => "connect",
        TransferPhase.Tls => "TLS",
        TransferPhase.Login => "login",
        TransferPhase.RequestSent => "request sent",
        TransferPhase.FirstByte => "first byte",
        _ => "transfer",
    };
}
