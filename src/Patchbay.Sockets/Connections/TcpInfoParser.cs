using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Patchbay.Sockets;

/// <summary>Reads <c>struct tcp_info</c> (include/uapi/linux/tcp.h). Pure: bytes in, record out.</summary>
internal static class TcpInfoParser
{
    /// <summary>Room for every field we read, with the later ones of the structure left out.</summary>
    public const int Size = 192;

    /// <summary>The structure as Linux 2.6 had it, up to tcpi_total_retrans. No kernel returns less.</summary>
    public const int OldestSize = 104;

    /// <summary>False when there are fewer bytes than any kernel returns. Fields beyond the end are 0: that kernel does not report them.</summary>
    /// <param name="info">As many bytes as getsockopt(2) said it wrote.</param>
    /// <param name="result">The part people act on.</param>
    public static bool TryParse(ReadOnlySpan<byte> info, [NotNullWhen(true)] out TcpInfo? result)
    {
        if (info.Length < OldestSize)
        {
            result = null;
            return false;
        }

        result = new TcpInfo
        {
            State = info[0] is >= 1 and <= 11 ? (TcpState)info[0] : TcpState.Unknown,
            RetransmitTimeout = Microseconds(info, 8),
            SendMss = UInt32(info, 16),
            Unacknowledged = UInt32(info, 24),
            RoundTrip = Microseconds(info, 68),
            RoundTripVariation = Microseconds(info, 72),
            CongestionWindow = UInt32(info, 80),
            TotalRetransmits = UInt32(info, 100),
            BytesAcknowledged = UInt64(info, 120),
            BytesReceived = UInt64(info, 128),
            NotSent = UInt32(info, 144),
        };
        return true;
    }

    static TimeSpan Microseconds(ReadOnlySpan<byte> info, int offset) => TimeSpan.FromTicks(UInt32(info, offset) * TimeSpan.TicksPerMicrosecond);

    static uint UInt32(ReadOnlySpan<byte> info, int offset) =>
        info.Length < offset + sizeof(uint) ? 0 : MemoryMarshal.Read<uint>(info[offset..]);

    static ulong UInt64(ReadOnlySpan<byte> info, int offset) =>
        info.Length < offset + sizeof(ulong) ? 0 : MemoryMarshal.Read<ulong>(info[offset..]);
}
