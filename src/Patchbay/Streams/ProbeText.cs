using System.Net;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>What a probe found, for people and for scripts. Pure.</summary>
static class ProbeText
{
    /// <summary>The phases, one a line, then the outcome.</summary>
    public static IEnumerable<string> Lines(ConnectProbeResult result)
    {
        if (result.Resolved is { } resolved)
        {
            yield return $"resolve   {Duration.Format(resolved),8}   the name's first usable answer";
        }

        foreach (var attempt in result.Attempts)
        {
            var from = attempt.Local is IPEndPoint { Port: > 0 } local ? $" from port {local.Port}" : "";
            yield return $"connect   {Duration.Format(attempt.Elapsed),8}   {Name(attempt.EndPoint)}{from}: {Words(attempt.Outcome)}{By(attempt)}";
        }

        yield return $"outcome   {Duration.Format(result.Elapsed),8}   {Words(result.Outcome)}";
    }

    public static ProbeData Data(ConnectProbeResult result) => new(
        Words(result.Outcome),
        result.Resolved?.TotalMilliseconds,
        result.Elapsed.TotalMilliseconds,
        [.. result.Attempts.Select(static attempt => new ProbeAttemptData(
            Name(attempt.EndPoint), attempt.Local?.ToString(), Words(attempt.Outcome), attempt.Started.TotalMilliseconds, attempt.Elapsed.TotalMilliseconds,
            attempt.Errno, attempt.ReportedBy.ToString(), attempt.Icmp?.Meaning))]);

    static string Name(EndPoint endPoint) => endPoint.ToString() ?? "";

    static string By(ConnectAttempt attempt) => attempt switch
    {
        { SelfConnected: true } => ", the socket met itself",
        { Icmp: { Reporter: { } reporter } icmp } => $", {reporter} says \"{icmp.Meaning}\"",
        { ReportedBy: ConnectReporter.ThisMachine } => ", said by this machine",
        { ReportedBy: ConnectReporter.Target, Outcome: ConnectOutcome.Refused } => ", said by the target (RST)",
        { ReportedBy: ConnectReporter.Target, Outcome: ConnectOutcome.Open } => ", said by the target (SYN-ACK)",
        _ => "",
    };

    static string Words(ConnectOutcome outcome) => outcome switch
    {
        ConnectOutcome.Open => "open",
        ConnectOutcome.NameNotResolved => "name not resolved",
        ConnectOutcome.Refused => "refused",
        ConnectOutcome.TimedOut => "timed out",
        ConnectOutcome.NetworkUnreachable => "network unreachable",
        ConnectOutcome.HostUnreachable => "host unreachable",
        ConnectOutcome.Prohibited => "prohibited",
        ConnectOutcome.NoLocalAddress => "no local port or address",
        ConnectOutcome.Cancelled => "given up",
        _ => "failed",
    };
}
