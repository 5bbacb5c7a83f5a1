using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>What came to an <see cref="UnconnectedSocket"/>: an answer, or a report of its error queue. A view, good until the next one is read.</summary>
ref struct Arrival
{
    /// <summary>The datagram; of a report, what it quotes of ours.</summary>
    public ReadOnlySpan<byte> Body;

    /// <summary>The length that the datagram had.</summary>
    public int Length;

    /// <summary>The sender's socket address; of a report, where ours was going.</summary>
    public ReadOnlySpan<byte> Peer;

    /// <summary>When the kernel had it, as <see cref="ScanClock"/> counts.</summary>
    public long At;

    /// <summary>TTL or hop limit; 0 when not told.</summary>
    public byte TimeToLive;

    /// <summary>It is a report.</summary>
    public bool IsError;

    /// <summary>The report.</summary>
    public ErrorReport Report;
}
