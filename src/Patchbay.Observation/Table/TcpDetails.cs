using System.Runtime.CompilerServices;

namespace Patchbay.Observation;

/// <summary>
/// What the kernel measures of a TCP connection: <c>struct tcp_info</c> (include/uapi/linux/tcp.h). Times in microseconds, rates in bytes per second, windows in segments where
/// the name does not say bytes. What an older kernel does not report is 0.
/// </summary>
public readonly record struct TcpDetails
{
    // The kernel's word for "no slow-start threshold yet".
    const uint Infinite = 0x7FFFFFFF;

    /// <summary>Smoothed round trip (RFC 6298).</summary>
    public uint RoundTrip { get; init; }

    /// <summary>How much it varies.</summary>
    public uint RoundTripVariation { get; init; }

    /// <summary>The least seen of late.</summary>
    public uint MinimalRoundTrip { get; init; }

    /// <summary>Until what is unacknowledged is sent again.</summary>
    public uint RetransmitTimeout { get; init; }

    /// <summary>Congestion window.</summary>
    public uint CongestionWindow { get; init; }

    /// <summary>Slow-start threshold; null before the first loss.</summary>
    public uint? SlowStartThreshold { get; init; }

    /// <summary>Bytes of data in a full segment that we send.</summary>
    public uint SendMss { get; init; }

    /// <summary>The same of the peer's, as estimated.</summary>
    public uint ReceiveMss { get; init; }

    /// <summary>The path's MTU.</summary>
    public uint PathMtu { get; init; }

    /// <summary>Segments sent and not acknowledged.</summary>
    public uint Unacknowledged { get; init; }

    /// <summary>Segments thought lost.</summary>
    public uint Lost { get; init; }

    /// <summary>Segments sent again and not acknowledged yet.</summary>
    public uint Retransmitting { get; init; }

    /// <summary>Segments sent again since the connection began.</summary>
    public uint TotalRetransmits { get; init; }

    /// <summary>Bytes sent, retransmissions included.</summary>
    public ulong BytesSent { get; init; }

    /// <summary>Bytes sent again.</summary>
    public ulong BytesRetransmitted { get; init; }

    /// <summary>Bytes the peer acknowledged; the SYN counts one.</summary>
    public ulong BytesAcknowledged { get; init; }

    /// <summary>Bytes received in order.</summary>
    public ulong BytesReceived { get; init; }

    /// <summary>Segments sent.</summary>
    public uint SegmentsSent { get; init; }

    /// <summary>Segments received.</summary>
    public uint SegmentsReceived { get; init; }

    /// <summary>Bytes written and not sent yet.</summary>
    public uint NotSent { get; init; }

    /// <summary>How fast data was lately delivered to the peer.</summary>
    public ulong DeliveryRate { get; init; }

    /// <summary>How fast we would send at most; null without a limit.</summary>
    public ulong? PacingRate { get; init; }

    /// <summary>Milliseconds since data was last sent.</summary>
    public uint LastSent { get; init; }

    /// <summary>Milliseconds since data last came.</summary>
    public uint LastReceived { get; init; }

    /// <summary>Milliseconds since the peer last acknowledged anything, with a FIN or without data too.</summary>
    public uint LastAcknowledged { get; init; }

    /// <summary>Time with data under way.</summary>
    public ulong BusyTime { get; init; }

    /// <summary>Of it, held up by the peer's window.</summary>
    public ulong ReceiveWindowLimited { get; init; }

    /// <summary>Of it, held up by our send buffer.</summary>
    public ulong SendBufferLimited { get; init; }

    /// <summary>The peer's window in bytes (Linux 5.4 and later).</summary>
    public uint PeerWindow { get; init; }

    internal static TcpDetails Read(scoped ReadOnlySpan<byte> info)
    {
        // A longer structure of a newer kernel keeps the order; a shorter one of an older kernel reads as zeros.
        Span<byte> whole = stackalloc byte[Size];
        if (info.Length < Size)
        {
            info.CopyTo(whole);
            info = whole;
        }

        var pacing = UInt64(info, 104);
        var threshold = UInt32(info, 76);
        return new TcpDetails
        {
            RetransmitTimeout = UInt32(info, 8),
            SendMss = UInt32(info, 16),
            ReceiveMss = UInt32(info, 20),
            Unacknowledged = UInt32(info, 24),
            Lost = UInt32(info, 32),
            Retransmitting = UInt32(info, 36),
            LastSent = UInt32(info, 44),
            LastReceived = UInt32(info, 52),
            LastAcknowledged = UInt32(info, 56),
            PathMtu = UInt32(info, 60),
            RoundTrip = UInt32(info, 68),
            RoundTripVariation = UInt32(info, 72),
            SlowStartThreshold = threshold >= Infinite ? null : threshold,
            CongestionWindow = UInt32(info, 80),
            TotalRetransmits = UInt32(info, 100),
            PacingRate = pacing == ulong.MaxValue ? null : pacing,
            BytesAcknowledged = UInt64(info, 120),
            BytesReceived = UInt64(info, 128),
            SegmentsSent = UInt32(info, 136),
            SegmentsReceived = UInt32(info, 140),
            NotSent = UInt32(info, 144),
            MinimalRoundTrip = UInt32(info, 148),
            DeliveryRate = UInt64(info, 160),
            BusyTime = UInt64(info, 168),
            ReceiveWindowLimited = UInt64(info, 176),
            SendBufferLimited = UInt64(info, 184),
            BytesSent = UInt64(info, 200),
            BytesRetransmitted = UInt64(info, 208),
            PeerWindow = UInt32(info, 228),
        };
    }

    const int Size = 232;

    // Invariant: the offset and what follows are within Size. Read without a call into the framework: a table has millions of these.
    static uint UInt32(ReadOnlySpan<byte> info, int offset) => Unsafe.ReadUnaligned<uint>(in info[offset]);

    static ulong UInt64(ReadOnlySpan<byte> info, int offset) => Unsafe.ReadUnaligned<ulong>(in info[offset]);
}
