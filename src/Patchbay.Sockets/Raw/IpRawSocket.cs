using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.Packets;

namespace Patchbay.Sockets;

/// <summary>The packets of one IP protocol (raw(7)), or the echo messages of a ping socket (icmp(7)). A message is what follows the IP header.</summary>
sealed class IpRawSocket : RawSocket
{
    const int IPPROTO_IP = 0;
    const int IP_TTL = 2;
    const int IP_HDRINCL = 3;
    const int IP_PKTINFO = 8;
    const int IP_RECVTTL = 12;
    const int IPPROTO_IPV6 = 41;
    const int IPV6_HDRINCL = 36;
    const int IPV6_RECVPKTINFO = 49;
    const int IPV6_PKTINFO = 50;
    const int IPV6_RECVHOPLIMIT = 51;
    const int IPV6_HOPLIMIT = 52;
    const int IPV6_RECVTCLASS = 66;
    const int IPV6_TCLASS = 67;
    const int IPPROTO_RAW = 255;
    const int EMSGSIZE = 90;
    const int MostMessage = 65_535;

    readonly Address _address;
    readonly byte _protocol;
    readonly IPAddress? _host;
    readonly bool _isIpv6, _isPing;

    public IpRawSocket(Socket socket, Address address, byte protocol, IPAddress? host, bool isIpv6, bool isPing) : base(socket) =>
        (_address, _protocol, _host, _isIpv6, _isPing) = (address, protocol, host, isIpv6, isPing);

    public override EndPoint LocalEndPoint => Socket.LocalEndPoint ?? new IPEndPoint(_isIpv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);

    public override EndPoint? RemoteEndPoint => _host is null ? null : new IPEndPoint(_host, 0);

    public override string? Notice => _isPing
        ? $"{_address}: without the right CAP_NET_RAW this is a ping socket: it sends echo requests and receives their replies, nothing else, and the kernel chooses the identifier"
        : null;

    /// <summary>Asks for what the header would say. Before connecting: afterwards errors of the network can already have come.</summary>
    public static void Prepare(Socket socket, byte protocol, bool isIpv6)
    {
        var descriptor = (int)socket.Handle;
        if (protocol == IPPROTO_RAW)
        {
            // The kernel takes this number to mean that messages begin with an IP header of their own; here it is a protocol like any other.
            _ = isIpv6 ? SocketCalls.SetOption(descriptor, IPPROTO_IPV6, IPV6_HDRINCL, 0) : SocketCalls.SetOption(descriptor, IPPROTO_IP, IP_HDRINCL, 0);
        }

        foreach (var (level, option) in isIpv6
            ? [(IPPROTO_IPV6, IPV6_RECVPKTINFO), (IPPROTO_IPV6, IPV6_RECVHOPLIMIT), (IPPROTO_IPV6, IPV6_RECVTCLASS)]
            : ((int, int)[])[(IPPROTO_IP, IP_PKTINFO), (IPPROTO_IP, IP_RECVTTL)])
        {
            _ = SocketCalls.SetOption(descriptor, level, option, 1);
        }

        SocketErrorQueue.TryEnable(socket);
    }

    public override string Describe(DatagramBatch batch, int index)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var header = ((RawArrival)batch.ArrivedAt(index)!).Header.Span;
        var packet = new byte[header.Length + batch[index].Length];
        header.CopyTo(packet);
        batch[index].Span.CopyTo(packet.AsSpan(header.Length));
        return PacketText.Describe(packet, LinkKind.Ip);
    }

    [SkipLocalsInit]
    private protected override int Take(DatagramBatch batch)
    {
        Span<ulong> control = stackalloc ulong[32];
        Span<byte> name = stackalloc byte[KernelSocketAddress.MostBytes];
        Span<byte> head = stackalloc byte[Ipv4Header.SmallestSize];
        var hasHeader = !_isIpv6 && !_isPing;
        var slot = batch.NextSlot.Span;
        var buffers = new MessageBuffers { Head = hasHeader ? head : [], Body = slot, Name = name, Control = MemoryMarshal.AsBytes(control) };
        var length = RawCalls.Receive(Socket.SafeHandle, ref buffers);
        if (length < 0)
        {
            return length;
        }

        var peer = KernelSocketAddress.Read(buffers.Name) as IPEndPoint;
        var told = Read(buffers.Control);
        var stored = Math.Min(length - buffers.Head.Length, slot.Length);
        byte[] header;
        if (hasHeader)
        {
            // Most headers have no options; those that do are moved out of the message.
            var options = Math.Clamp(((head[0] & 15) * 4) - head.Length, 0, Math.Max(stored, 0));
            header = [.. head, .. slot[..options]];
            slot[options..Math.Max(stored, 0)].CopyTo(slot);
            stored -= options;
            length -= header.Length;
            told.Destination ??= new IPAddress(head.Slice(16, 4));
        }
        else
        {
            header = MakeHeader(peer?.Address, told, length);
        }

        if (stored >= 0)
        {
            var from = peer is null || _host is not null ? null : new IPEndPoint(peer.Address, 0);
            batch.Take(stored, length, from, new RawArrival(told.Destination ?? IPAddress.None, told.InterfaceIndex, header));
        }

        return 0;
    }

    private protected override async ValueTask SendOneAsync(Memory<byte> message, EndPoint? peer, CancellationToken cancellationToken)
    {
        // Over IPv6 the kernel computes the checksum of ICMP, over IPv4 it does not. A computed checksum of zero is right too, so filling a zero changes no valid message.
        var fill = _protocol is IpProtocols.Icmp && message.Length >= 4 && message.Span[2] == 0 && message.Span[3] == 0;
        if (fill)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message.Span[2..], InternetChecksum.Compute(message.Span));
        }

        try
        {
            if (_host is not null)
            {
                await Socket.SendAsync(message, cancellationToken);
            }
            else
            {
                await Socket.SendToAsync(message, peer ?? throw new SocketException((int)SocketError.DestinationAddressRequired), cancellationToken);
            }
        }
        finally
        {
            if (fill)
            {
                message.Span.Slice(2, 2).Clear();
            }
        }
    }

    private protected override DatagramException Failure(int errno, string done, int sent, int length, SocketException? error)
    {
        IcmpError? icmp = null;
        if (SocketErrorQueue.TryRead(Socket.SafeHandle, out var report) && report.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6)
        {
            icmp = new IcmpError(report.Origin == SocketErrorOrigin.Icmp ? 4 : 6, report.Type, report.Code, report.Offender);
        }

        var (why, hint) = errno switch
        {
            _ when icmp is not null => ($"{icmp.Meaning}, said by {icmp.Reporter}", ""),
            EMSGSIZE => ($"it is longer than {MostMessage} bytes with its IP header, or than the path takes", ""),
            Errno.EINVAL when _isPing => ("a ping socket sends echo requests only", "They begin with type 8 (IPv6: 128) and code 0, and have at least 8 bytes."),
            _ when error?.SocketErrorCode == SocketError.DestinationAddressRequired => ("this address receives from everybody and has nobody to send to", "Name the host to send to."),
            Errno.EPERM or Errno.EACCES => ($"{Errno.Describe(errno)}: a rule of this machine, or a broadcast address", ""),
            _ => (Errno.Describe(errno), ""),
        };
        var what = length > 0 ? $"a message of {length} bytes was" : "messages were";
        return new DatagramException($"{_address}: {what} not {done}: {why}", new DatagramError(RemoteEndPoint, errno, icmp), hint, error) { Sent = sent };
    }

    Told Read(ReadOnlySpan<byte> control)
    {
        var told = new Told();
        foreach (var message in new ControlMessages(control))
        {
            CountDrops(message);
            if (message.Is(IPPROTO_IP, IP_PKTINFO, 12))
            {
                // struct in_pktinfo: index, the local address of the route, the header's destination.
                told.InterfaceIndex = MemoryMarshal.Read<int>(message.Data);
                told.Destination = new IPAddress(message.Data.Slice(8, 4));
            }
            else if (message.Is(IPPROTO_IPV6, IPV6_PKTINFO, 20))
            {
                told.Destination = new IPAddress(message.Data[..16]);
                told.InterfaceIndex = MemoryMarshal.Read<int>(message.Data[16..]);
            }
            else if (message.Is(IPPROTO_IP, IP_TTL, 4) || message.Is(IPPROTO_IPV6, IPV6_HOPLIMIT, 4))
            {
                told.HopLimit = (byte)MemoryMarshal.Read<int>(message.Data);
            }
            else if (message.Is(IPPROTO_IPV6, IPV6_TCLASS, 4))
            {
                told.TrafficClass = (byte)MemoryMarshal.Read<int>(message.Data);
            }
        }

        return told;
    }

    byte[] MakeHeader(IPAddress? source, Told told, int length)
    {
        source ??= _host ?? (_isIpv6 ? IPAddress.IPv6Any : IPAddress.Any);
        var destination = told.Destination ?? (_isIpv6 ? IPAddress.IPv6Any : IPAddress.Any);
        PacketLayer header = _isIpv6
            ? new Ipv6Layer(source, destination) { HopLimit = told.HopLimit, TrafficClass = told.TrafficClass, NextHeader = _protocol, PayloadLength = (ushort)length }
            : new Ipv4Layer(source, destination) { TimeToLive = told.HopLimit, Protocol = _protocol, TotalLength = (ushort)(Ipv4Header.SmallestSize + length) };
        return PacketBuilder.Build(header);
    }

    /// <summary>What the control messages say.</summary>
    struct Told
    {
        public IPAddress? Destination;
        public int InterfaceIndex;
        public byte HopLimit, TrafficClass;
    }
}
