using System.Net;

namespace Patchbay.Sockets;

/// <summary>What a probe found.</summary>
/// <param name="Target">What was asked for.</param>
/// <param name="Resolved">How long the first usable answer of the name took; null when nothing was resolved.</param>
/// <param name="Attempts">Every address tried, in the order of their start. Losers of the race are <see cref="ConnectOutcome.Cancelled"/>.</param>
/// <param name="Elapsed">The whole time, to the first connection or to the last failure.</param>
/// <param name="Failure">Why no address could be connected to, in words; null when one could.</param>
public sealed record ConnectProbeResult(EndPoint Target, TimeSpan? Resolved, IReadOnlyList<ConnectAttempt> Attempts, TimeSpan Elapsed, ConnectException? Failure)
{
    /// <summary>The class of the whole: open when one address is.</summary>
    public ConnectOutcome Outcome => Failure?.Outcome ?? ConnectOutcome.Open;

    /// <summary>The attempt that connected, or null.</summary>
    public ConnectAttempt? Winner => Attempts.FirstOrDefault(attempt => attempt.Outcome == ConnectOutcome.Open);
}
