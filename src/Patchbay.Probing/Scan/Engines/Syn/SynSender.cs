using System.Net;
using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Probing;

/// <summary>
/// Sends SYNs of one family in batches, by one sendmmsg(2) each. A raw socket, not a packet socket: the kernel finds route and neighbour, so it works on loopback, over tunnels and
/// to targets behind different gateways. Not thread-safe.
/// </summary>
internal sealed unsafe class SynSender : IDisposable
{
    /// <summary>Packets of a batch.</summary>
    public const int Batch = 64;

    const int AF_INET = 2, AF_INET6 = 10, SOCK_RAW = 3, IPPROTO_TCP = 6, IPPROTO_RAW = 255;
    const int SOL_SOCKET = 1, SO_SNDBUF = 7, SO_SNDBUFFORCE = 32, SOL_IPV6 = 41, IPV6_CHECKSUM = 7;
    const int BufferSize = 4 << 20;
    const int PacketRoom = 64;
    const int AddressRoom = 32;

    // Where TCP's checksum stands.
    const int ChecksumOffset = 16;

    readonly bool _isV6;
    readonly int _descriptor;
    readonly byte* _memory;
    readonly DatagramHeader* _headers;
    readonly byte* _packets;
    readonly byte* _addresses;

    SynSender(bool isV6, int descriptor)
    {
        (_isV6, _descriptor) = (isV6, descriptor);
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(Batch * (sizeof(DatagramHeader) + sizeof(IoVector) + PacketRoom + AddressRoom)));
        _headers = (DatagramHeader*)_memory;
        var pieces = (IoVector*)(_headers + Batch);
        _packets = (byte*)(pieces + Batch);
        _addresses = _packets + (Batch * PacketRoom);
        var length = isV6 ? SynPacket.TcpLength : SynPacket.Length4;
        for (var i = 0; i < Batch; i++)
        {
            if (isV6)
            {
                SynPacket.WriteTcp(Packet(i));
            }
            else
            {
                SynPacket.Write4(Packet(i));
            }

            pieces[i] = new IoVector { Base = _packets + (i * PacketRoom), Length = (nuint)length };
            _headers[i].Message = new MessageHeader { Name = _addresses + (i * AddressRoom), NameLength = isV6 ? 28u : 16u, Vectors = pieces + i, Count = 1 };
        }
    }

    /// <summary>Packets that wait for <see cref="Send"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Opens the socket.</summary>
    /// <returns>Null when it cannot be opened; why is in <paramref name="error"/>, as minus the errno.</returns>
    public static SynSender? TryOpen(bool isV6, out int error)
    {
        error = SocketCalls.Socket(isV6 ? AF_INET6 : AF_INET, SOCK_RAW, isV6 ? IPPROTO_TCP : IPPROTO_RAW);
        if (error < 0)
        {
            return null;
        }

        var descriptor = error;
        error = isV6 ? SocketCalls.SetOption(descriptor, SOL_IPV6, IPV6_CHECKSUM, ChecksumOffset) : 0;
        error = error == 0 ? Prepare(descriptor) : error;
        if (error < 0)
        {
            _ = SocketCalls.Close(descriptor);
            return null;
        }

        return new SynSender(isV6, descriptor);
    }

    /// <summary>Adds a packet to the batch, which must have room.</summary>
    /// <param name="source">Our address, 4 bytes; not looked at for IPv6.</param>
    /// <param name="target">The probed host.</param>
    /// <param name="targetBytes">Its bytes.</param>
    /// <param name="sourcePort">Our port.</param>
    /// <param name="port">The probed port.</param>
    /// <param name="sequence">The cookie.</param>
    public void Add(ReadOnlySpan<byte> source, IPAddress target, ReadOnlySpan<byte> targetBytes, ushort sourcePort, ushort port, uint sequence)
    {
        // To a raw socket the port of the address means nothing (raw(7)), or has to be 0 (ipv6(7)).
        var at = Count++;
        KernelSocketAddress.Write(target, 0, new Span<byte>(_addresses + (at * AddressRoom), AddressRoom));
        if (_isV6)
        {
            SynPacket.SetTcp(Packet(at), sourcePort, port, sequence);
        }
        else
        {
            SynPacket.Set4(Packet(at), source, targetBytes, sourcePort, port, sequence);
        }
    }

    /// <summary>Sends from one packet of the batch on.</summary>
    /// <returns>How many went out; or minus the errno of the first.</returns>
    public int Send(int from) => DatagramCalls.Send(_descriptor, _headers + from, Count - from);

    /// <summary>The batch begins anew.</summary>
    public void Clear() => Count = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = SocketCalls.Close(_descriptor);
        NativeMemory.Free(_memory);
    }

    // A raw socket for TCP would get a copy of every segment: a filter that takes none keeps its queue empty.
    static int Prepare(int descriptor)
    {
        if (SocketCalls.SetOption(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, BufferSize) < 0)
        {
            _ = SocketCalls.SetOption(descriptor, SOL_SOCKET, SO_SNDBUF, BufferSize);
        }

        return Linux.Packets.RawCalls.AttachFilter(descriptor, Linux.Packets.ClassicFilter.Nothing);
    }

    Span<byte> Packet(int at) => new(_packets + (at * PacketRoom), PacketRoom);
}
