using System.Runtime.InteropServices;

namespace Patchbay.Observation;

/// <summary>A socket's buffers in bytes, as the kernel accounts them: with its own overhead, and with limits twice of what setsockopt(2) asked for (socket(7)).</summary>
/// <param name="Received">Held for reading.</param>
/// <param name="ReceiveLimit">SO_RCVBUF.</param>
/// <param name="Sent">Handed to the network and not freed.</param>
/// <param name="SendLimit">SO_SNDBUF.</param>
/// <param name="Queued">Written and not acknowledged.</param>
/// <param name="Backlog">Arrived while the program held the socket.</param>
/// <param name="Drops">Datagrams or segments thrown away for want of room, since the socket was made.</param>
public readonly record struct SocketMemory(uint Received, uint ReceiveLimit, uint Sent, uint SendLimit, uint Queued, uint Backlog, uint Drops)
{
    // SK_MEMINFO_* of include/uapi/linux/sock_diag.h; the drops came with Linux 4.11.
    internal static SocketMemory Read(ReadOnlySpan<byte> attribute)
    {
        var values = MemoryMarshal.Cast<byte, uint>(attribute);
        return values.Length < 8 ? default : new(values[0], values[1], values[2], values[3], values[5], values[7], values.Length > 8 ? values[8] : 0);
    }
}
