using System.Runtime.InteropServices;
using Patchbay.Linux.IoUring;

namespace Patchbay.Linux;

/// <summary>struct mmsghdr of a 64-bit Linux: one message of recvmmsg(2) or sendmmsg(2).</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct DatagramHeader
{
    /// <summary>The message.</summary>
    public MessageHeader Message;

    /// <summary>Bytes moved; with MSG_TRUNC, the length the datagram had.</summary>
    public uint Length;
}
