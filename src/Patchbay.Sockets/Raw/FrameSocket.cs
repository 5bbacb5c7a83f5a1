using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.Packets;

namespace Patchbay.Sockets;

/// <summary>Whole frames of an interface (packet(7)), in and out.</summary>
sealed class FrameSocket : RawSocket
{
    const ushort ARPHRD_ETHER = 1;
    const ushort ARPHRD_LOOPBACK = 772;

    // Interfaces without link header: ppp, tunnels of every kind, rawip, none (if_arp.h).
    static readonly ushort[] WithoutHeader = [512, 519, 768, 769, 776, 778, 65_534];

    const int VlanTagSize = 4;
    const int MacAddresses = 12;

    readonly PacketEndPoint _interface;
    readonly bool _isLoopback;

    public FrameSocket(Socket socket, PacketEndPoint device, int hardwareType) : base(socket)
    {
        _interface = device;
        _isLoopback = hardwareType == ARPHRD_LOOPBACK;
        Link = hardwareType is ARPHRD_ETHER or ARPHRD_LOOPBACK ? LinkKind.Ethernet
            : Array.IndexOf(WithoutHeader, (ushort)hardwareType) >= 0 ? LinkKind.Ip
            : LinkKind.Unknown;
    }

    public LinkKind Link { get; }

    public override EndPoint LocalEndPoint => _interface;

    public override EndPoint? RemoteEndPoint => null;

    public override string Describe(DatagramBatch batch, int index)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return PacketText.Describe(batch[index].Span, Link);
    }

    [SkipLocalsInit]
    private protected override int Take(DatagramBatch batch)
    {
        Span<ulong> control = stackalloc ulong[16];
        LinkAddress sender = default;
        var slot = batch.NextSlot.Span;
        var buffers = new MessageBuffers
        {
            Body = slot,
            Name = MemoryMarshal.AsBytes(new Span<LinkAddress>(ref sender)),
            Control = MemoryMarshal.AsBytes(control),
        };
        var length = RawCalls.Receive(Socket.SafeHandle, ref buffers);
        if (length < 0)
        {
            return length;
        }

        if (_isLoopback && sender.IsOutgoing)
        {
            // On loopback a frame goes out and comes in: one of the two is enough, as for libpcap.
            return 0;
        }

        PacketAuxiliaryData data = default;
        foreach (var message in new ControlMessages(buffers.Control))
        {
            CountDrops(message);
            if (message.Is(RawCalls.SOL_PACKET, RawCalls.PACKET_AUXDATA, PacketAuxiliaryData.Size))
            {
                data = MemoryMarshal.Read<PacketAuxiliaryData>(message.Data);
            }
        }

        var stored = Math.Min(length, slot.Length);
        if (data.HasVlanTag && Link == LinkKind.Ethernet && stored >= MacAddresses)
        {
            stored = PutTagBack(slot, stored, data);
            length += VlanTagSize;
        }

        batch.Take(stored, length, null, new RawArrival(IPAddress.None, _interface.InterfaceIndex, default) { IsOutgoing = sender.IsOutgoing, ChecksumPending = data.ChecksumNotReady });
        return 0;
    }

    private protected override async ValueTask SendOneAsync(Memory<byte> message, EndPoint? peer, CancellationToken cancellationToken) =>
        _ = await Socket.SendAsync(message, cancellationToken);

    private protected override DatagramException Failure(int errno, string done, int sent, int length, SocketException? error)
    {
        var (why, hint) = errno switch
        {
            90 => ("it is longer than the interface takes (EMSGSIZE)", "`ip link` shows its MTU; the link header comes on top."),
            Errno.EINVAL when done == "sent" => ("it is shorter than a link header", ""),
            Errno.ENETDOWN => ($"{_interface.InterfaceName} is down", $"ip link set {_interface.InterfaceName} up"),
            6 or 19 => ($"{_interface.InterfaceName} is gone", ""),
            _ => (Errno.Describe(errno), ""),
        };
        var what = length > 0 ? $"a frame of {length} bytes was" : "frames were";
        return new DatagramException($"{_interface}: {what} not {done}: {why}", new DatagramError(_interface, errno, null), hint, error) { Sent = sent };
    }

    /// <summary>The kernel takes the outermost VLAN tag out of a received frame; on the wire it stands behind both addresses.</summary>
    static int PutTagBack(Span<byte> slot, int stored, PacketAuxiliaryData data)
    {
        var kept = Math.Min(stored, slot.Length - VlanTagSize);
        if (kept < MacAddresses)
        {
            return stored;
        }

        slot[MacAddresses..kept].CopyTo(slot[(MacAddresses + VlanTagSize)..]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(slot[MacAddresses..], data.VlanProtocol);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(slot[(MacAddresses + 2)..], data.VlanTag);
        return kept + VlanTagSize;
    }
}
