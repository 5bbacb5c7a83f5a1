using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>Something that happened to a request.</summary>
/// <param name="Target">The index of the target.</param>
/// <param name="Number">Which request, from 1.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="RoundTrip">From request to answer; zero when there was none.</param>
public sealed record PingEvent(int Target, long Number, PingOutcome Outcome, TimeSpan RoundTrip = default)
{
    /// <summary>TTL or hop limit of the answer; 0 when not told.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>Bytes of data that came back: of an echo, or of a UDP answer.</summary>
    public int Bytes { get; init; }

    /// <summary>Who answered, where that is not whom we asked.</summary>
    public IPAddress? From { get; init; }

    /// <summary>The error, with its reporter.</summary>
    public IcmpError? Icmp { get; init; }

    /// <summary>Of <see cref="PingOutcome.NotSent"/>: the kernel's number.</summary>
    public int Errno { get; init; }

    /// <summary>Of an ICMP error: the request counts as lost already.</summary>
    public bool IsLate { get; init; }

    /// <summary>The data came back changed.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>TCP: the kernel had sent the SYN again before the answer came: the first one, or its answer, was lost.</summary>
    public bool IsRepeated { get; init; }
}
