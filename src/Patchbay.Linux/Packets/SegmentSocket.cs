using System.Runtime.InteropServices;

namespace Patchbay.Linux.Packets;

/// <summary>
/// The headers of the TCP segments that pass this machine's interfaces, from their IP header on: a packet socket without link headers (packet(7)) behind a filter. Needs CAP_NET_RAW.
/// One reader; <see cref="Stop"/> is safe from any thread. Linux only.
/// </summary>
public sealed unsafe partial class SegmentSocket : IDisposable
{
    const int AF_PACKET = 17;
    const int SOCK_DGRAM = 2;
    const int SOL_SOCKET = 1;
    const int SO_TIMESTAMPNS = 35;
    const int SO_RXQ_OVFL = 40;
    const int ETH_P_ALL_BigEndian = 0x0300;
    const int ARPHRD_LOOPBACK = 772;
    const int POLLIN = 1;
    const int BufferSize = 8 << 20;

    readonly byte[] _buffer = new byte[256];
    readonly EventDescriptor _wake = new();
    int _descriptor;
    volatile bool _isStopped;

    /// <summary>Opens the socket; segments are kept from here on.</summary>
    /// <param name="port">Only segments from or to it; null for all.</param>
    /// <exception cref="UnauthorizedAccessException">CAP_NET_RAW is missing.</exception>
    /// <exception cref="IOException">Anything else.</exception>
    public SegmentSocket(ushort? port)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Packet sockets are Linux's.");
        }

        // Protocol 0 receives nothing until it is bound: with the filter in place.
        _descriptor = SocketCalls.Socket(AF_PACKET, SOCK_DGRAM, 0);
        var result = _descriptor < 0 ? _descriptor : Prepare(port);
        if (result < 0)
        {
            Dispose();
            throw -result is Errno.EPERM or Errno.EACCES
                ? new UnauthorizedAccessException("A packet socket needs CAP_NET_RAW.") : new IOException($"A packet socket could not be made: {Errno.Describe(-result)}.");
        }
    }

    /// <summary>Segments that came faster than they were read, and are lost.</summary>
    public long Losses { get; private set; }

    /// <summary>Waits for the next segment; what loopback shows a second time is left out.</summary>
    /// <param name="packet">From its IP header on, cut behind its TCP header; until the next call.</param>
    /// <param name="ageNanoseconds">How long ago the kernel saw it.</param>
    /// <param name="interfaceIndex">Where.</param>
    /// <returns>False after <see cref="Stop"/>.</returns>
    public bool Read(out ReadOnlySpan<byte> packet, out long ageNanoseconds, out int interfaceIndex)
    {
        var polled = stackalloc ulong[2];
        var control = stackalloc ulong[16];
        (ageNanoseconds, interfaceIndex) = (0, 0);
        while (true)
        {
            LinkAddress sender = default;
            var buffers = new MessageBuffers { Body = _buffer, Name = MemoryMarshal.AsBytes(new Span<LinkAddress>(ref sender)), Control = new Span<byte>(control, 16 * sizeof(ulong)) };
            var length = RawCalls.Receive(_descriptor, ref buffers);
            if (length < 0)
            {
                if (_isStopped)
                {
                    packet = default;
                    return false;
                }

                polled[0] = (uint)_descriptor | ((ulong)POLLIN << 32);
                polled[1] = (uint)_wake.Descriptor | ((ulong)POLLIN << 32);
                _ = poll(polled, 2, -1);
                continue;
            }

            if (sender is { IsOutgoing: true, HardwareType: ARPHRD_LOOPBACK })
            {
                continue;
            }

            foreach (var message in new ControlMessages(buffers.Control))
            {
                if (message.Is(SOL_SOCKET, SO_TIMESTAMPNS, 16))
                {
                    var seen = (MemoryMarshal.Read<long>(message.Data) * 1_000_000_000) + MemoryMarshal.Read<long>(message.Data[8..]);
                    ageNanoseconds = Math.Max(0, ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100) - seen);
                }
                else if (message.Is(SOL_SOCKET, SO_RXQ_OVFL, 4))
                {
                    Losses = MemoryMarshal.Read<uint>(message.Data);
                }
            }

            interfaceIndex = sender.InterfaceIndex;
            packet = _buffer.AsSpan(0, Math.Min(length, _buffer.Length));
            return true;
        }
    }

    /// <summary>Ends <see cref="Read"/> when what is there was read.</summary>
    public void Stop()
    {
        _isStopped = true;
        _wake.Signal();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
        {
            SocketCalls.Close(descriptor);
        }

        _wake.Dispose();
    }

    int Prepare(ushort? port)
    {
        var result = RawCalls.AttachFilter(_descriptor, ClassicFilter.ForTcp(port));
        if (result < 0)
        {
            return result;
        }

        _ = SocketCalls.SetReceiveBuffer(_descriptor, BufferSize);
        SocketCalls.SetOption(_descriptor, SOL_SOCKET, SO_TIMESTAMPNS, 1);
        SocketCalls.SetOption(_descriptor, SOL_SOCKET, SO_RXQ_OVFL, 1);
        var address = new LinkAddress { Family = AF_PACKET, Protocol = ETH_P_ALL_BigEndian };
        return bind(_descriptor, &address, LinkAddress.Size) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int socket, LinkAddress* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(void* descriptors, nuint count, int milliseconds);
}
