using System.Runtime.InteropServices;
using Patchbay.Linux.IoUring;

namespace Patchbay.Linux.Packets;

/// <summary>System calls of raw and packet sockets (raw(7), packet(7)). Each returns a count, a descriptor or 0, or minus the errno. Linux only.</summary>
public static unsafe partial class RawCalls
{
    /// <summary>The level of a packet socket's options and control messages.</summary>
    public const int SOL_PACKET = 263;

    /// <summary>What the kernel knows of a frame beside its bytes: see <see cref="PacketAuxiliaryData"/>.</summary>
    public const int PACKET_AUXDATA = 8;

    const int AF_PACKET = 17;
    const int PACKET_STATISTICS = 6;
    const int SOCK_DGRAM = 2;
    const int SOCK_RAW = 3;
    const int SOL_SOCKET = 1;
    const int SO_ATTACH_FILTER = 26;
    const int ETH_P_ALL = 3;
    const int MSG_DONTWAIT = 0x40;
    const int MSG_TRUNC = 0x20;
    const int MSG_NOSIGNAL = 0x4000;
    const int MSG_ERRQUEUE = 0x2000;

    /// <summary>
    /// A packet socket for every frame of one interface. It is bound before it listens to any protocol, so that no frame of another interface
    /// comes in between.
    /// </summary>
    /// <param name="interfaceIndex">Which one.</param>
    /// <param name="etherType">Only frames of this type, as in <c>if_ether.h</c>; null for every frame.</param>
    public static int OpenPacket(int interfaceIndex, ushort? etherType = null)
    {
        var descriptor = SocketCalls.Socket(AF_PACKET, SOCK_RAW, 0);
        if (descriptor < 0)
        {
            return descriptor;
        }

        var result = SocketCalls.SetOption(descriptor, SOL_PACKET, PACKET_AUXDATA, 1);
        if (result == 0)
        {
            var address = new LinkAddress { Family = AF_PACKET, Protocol = BigEndian(etherType ?? ETH_P_ALL), InterfaceIndex = interfaceIndex };
            result = bind(descriptor, &address, LinkAddress.Size) == 0 ? 0 : -Marshal.GetLastPInvokeError();
        }

        if (result == 0)
        {
            return descriptor;
        }

        SocketCalls.Close(descriptor);
        return result;
    }

    /// <summary>
    /// A packet socket for what comes in of one protocol on every interface, from its network header on. The filter stands before anything can come in.
    /// </summary>
    /// <param name="etherType">ETH_P_*, not ETH_P_ALL: what this machine sends is not seen.</param>
    /// <param name="filter">As <see cref="ClassicFilter"/> makes them.</param>
    /// <param name="bufferSize">Bytes of receive buffer that are asked for; without CAP_NET_ADMIN the system's limit caps them.</param>
    public static int OpenIncoming(ushort etherType, ulong[] filter, int bufferSize)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var descriptor = SocketCalls.Socket(AF_PACKET, SOCK_DGRAM, 0);
        if (descriptor < 0)
        {
            return descriptor;
        }

        var result = AttachFilter(descriptor, filter);
        if (result == 0)
        {
            _ = SocketCalls.SetReceiveBuffer(descriptor, bufferSize);
            var address = new LinkAddress { Family = AF_PACKET, Protocol = BigEndian(etherType) };
            result = bind(descriptor, &address, LinkAddress.Size) == 0 ? 0 : -Marshal.GetLastPInvokeError();
        }

        if (result == 0)
        {
            return descriptor;
        }

        SocketCalls.Close(descriptor);
        return result;
    }

    /// <summary>SO_ATTACH_FILTER (socket(7)). 0, or minus the errno.</summary>
    public static int AttachFilter(int descriptor, ulong[] filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        fixed (ulong* code = filter)
        {
            // struct sock_fprog: a count of 16 bits, then a pointer.
            var program = stackalloc ulong[2] { (ulong)filter.Length, (ulong)code };
            return SocketCalls.SetOption(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, new ReadOnlySpan<byte>(program, 16));
        }
    }

    /// <summary>Packets that a packet socket lost because its buffer was full, since this was asked last: PACKET_STATISTICS (packet(7)).</summary>
    public static int TakeDrops(int descriptor)
    {
        Span<uint> statistics = stackalloc uint[2];
        return KernelSocket.TryGetOption(descriptor, SOL_PACKET, PACKET_STATISTICS, MemoryMarshal.AsBytes(statistics), out var length) && length >= 8 ? (int)statistics[1] : 0;
    }

    /// <summary>The ARP hardware type (if_arp.h) of the interface that a packet socket is bound to: 1 is Ethernet, 772 loopback.</summary>
    public static int HardwareType(int descriptor)
    {
        LinkAddress address;
        var result = SocketCalls.LocalAddress(descriptor, new Span<byte>(&address, LinkAddress.Size));
        return result < 0 ? result : address.HardwareType;
    }

    /// <summary>
    /// Takes the next message without waiting. Afterwards <see cref="MessageBuffers.Name"/> and <see cref="MessageBuffers.Control"/> are cut to what
    /// was filled.
    /// </summary>
    /// <returns>The message's true length, which may be more than there was room for (MSG_TRUNC).</returns>
    public static int Receive(SafeHandle socket, ref MessageBuffers buffers)
    {
        var referenced = false;
        try
        {
            socket.DangerousAddRef(ref referenced);
            return Receive((int)socket.DangerousGetHandle(), ref buffers);
        }
        finally
        {
            if (referenced)
            {
                socket.DangerousRelease();
            }
        }
    }

    /// <summary>As the other; the caller keeps the socket open.</summary>
    public static int Receive(int descriptor, ref MessageBuffers buffers) => Receive(descriptor, ref buffers, 0);

    /// <summary>The same from the socket's error queue (ip(7), IP_RECVERR): the body is what the report quotes, the name where that was sent; see <see cref="ErrorReport"/>.</summary>
    public static int ReceiveError(int descriptor, ref MessageBuffers buffers) => Receive(descriptor, ref buffers, MSG_ERRQUEUE);

    /// <summary>sendto(2) that never waits.</summary>
    /// <param name="descriptor">An open datagram or raw socket.</param>
    /// <param name="bytes">One message.</param>
    /// <param name="address">Where to, as the kernel lays it out.</param>
    public static int SendTo(int descriptor, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = bytes, to = address)
        {
            var sent = sendto(descriptor, start, (nuint)bytes.Length, MSG_DONTWAIT | MSG_NOSIGNAL, to, (uint)address.Length);
            return sent >= 0 ? (int)sent : -Marshal.GetLastPInvokeError();
        }
    }

    static int Receive(int descriptor, ref MessageBuffers buffers, int flags)
    {
        fixed (byte* head = buffers.Head, body = buffers.Body, name = buffers.Name, control = buffers.Control)
        {
            var pieces = stackalloc IoVector[2];
            pieces[0] = new IoVector { Base = head, Length = (nuint)buffers.Head.Length };
            pieces[1] = new IoVector { Base = body, Length = (nuint)buffers.Body.Length };
            var message = new ReceiveHeader
            {
                Name = name,
                NameLength = (uint)buffers.Name.Length,
                Vectors = pieces,
                Count = 2,
                Control = control,
                ControlLength = (nuint)buffers.Control.Length,
            };
            var length = recvmsg(descriptor, &message, MSG_DONTWAIT | MSG_TRUNC | flags);
            if (length < 0)
            {
                return -Marshal.GetLastPInvokeError();
            }

            buffers.Name = buffers.Name[..Math.Min((int)message.NameLength, buffers.Name.Length)];
            buffers.Control = buffers.Control[..Math.Min((int)message.ControlLength, buffers.Control.Length)];
            return (int)length;
        }
    }

    /// <summary>The number of an interface of this network namespace, or 0: if_nametoindex(3).</summary>
    public static int InterfaceIndex(string name) => if_nametoindex(name);

    static ushort BigEndian(ushort value) => BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value) : value;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int if_nametoindex(string name);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int socket, LinkAddress* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(int descriptor, ReceiveHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendto(int descriptor, byte* bytes, nuint length, int flags, byte* address, uint addressLength);

    /// <summary>struct msghdr of a 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct ReceiveHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint Count;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
