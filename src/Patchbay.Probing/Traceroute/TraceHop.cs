using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing;

/// <summary>What is known of one hop.</summary>
/// <param name="Number">1 is the first router.</param>
public sealed record TraceHop(int Number)
{
    /// <summary>Who answered, the most frequent first; empty for a silent hop.</summary>
    public ImmutableArray<TraceResponder> Responders { get; init; } = [];

    /// <summary>Probes that were sent.</summary>
    public int Sent { get; init; }

    /// <summary>Probes that were answered.</summary>
    public int Received { get; init; }

    /// <summary>Probes that were waited for to the end in vain.</summary>
    public int Lost { get; init; }

    /// <summary>Second answers to a probe.</summary>
    public int Duplicates { get; init; }

    /// <summary>Answers that came after the wait was over; they are among the received.</summary>
    public int Late { get; init; }

    /// <summary>Round-trip times of the last probes, in their order, ten at most; null for a lost one.</summary>
    public ImmutableArray<TimeSpan?> Times { get; init; } = [];

    /// <summary>The latest round trip; null before the first answer, as those that follow.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>The shortest.</summary>
    public TimeSpan? Best { get; init; }

    /// <summary>The mean.</summary>
    public TimeSpan? Average { get; init; }

    /// <summary>The longest.</summary>
    public TimeSpan? Worst { get; init; }

    /// <summary>The standard deviation, of all of them.</summary>
    public TimeSpan? Deviation { get; init; }

    /// <summary>The answer that ended the way here; null where it went on.</summary>
    public TraceReply? End { get; init; }

    /// <summary>Who answers here mostly; null for a silent hop.</summary>
    public IPAddress? Address => Responders.IsEmpty ? null : Responders[0].Address;

    /// <summary>The share that was lost, 0 to 1; probes under way do not count.</summary>
    public double Loss => Lost + Received == 0 ? 0 : (double)Lost / (Lost + Received);
}
