using System.Net;
using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.Packets;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>Asks by ARP (RFC 826) who has an address, on one interface. Needs CAP_NET_RAW. For one thread.</summary>
sealed class ArpSocket : IDisposable
{
    const ushort AF_PACKET = 17;
    const int MostFrame = 128;

    readonly byte[] _frame = new byte[MostFrame];
    readonly byte[] _device;

    ArpSocket(int descriptor, int link)
    {
        Descriptor = descriptor;
        var address = new LinkAddress { Family = AF_PACKET, InterfaceIndex = link };
        _device = MemoryMarshal.AsBytes(new ReadOnlySpan<LinkAddress>(in address)).ToArray();
    }

    /// <summary>For epoll(7).</summary>
    public int Descriptor { get; }

    /// <summary>Opens one; null where we may not.</summary>
    public static ArpSocket? TryOpen(int link) => RawCalls.OpenPacket(link, EtherTypes.Arp) is >= 0 and var descriptor ? new ArpSocket(descriptor, link) : null;

    /// <summary>Asks everybody on the link.</summary>
    /// <returns>0, or minus the errno.</returns>
    public int Ask(LinkPrefix from, IPAddress target) => Math.Min(0, RawCalls.SendTo(Descriptor, PacketBuilder.Build(
        new EthernetLayer(from.Hardware, MacAddress.Broadcast), new ArpLayer(ArpPacket.Request, from.Hardware, from.Own, default, target)), _device));

    /// <summary>Takes the next answer.</summary>
    /// <param name="sender">Whose address is known now.</param>
    public bool TryRead(out AddressKey sender)
    {
        while (true)
        {
            LinkAddress from = default;
            var buffers = new MessageBuffers { Body = _frame, Name = MemoryMarshal.AsBytes(new Span<LinkAddress>(ref from)) };
            var length = RawCalls.Receive(Descriptor, ref buffers);
            if (length < 0)
            {
                sender = default;
                return false;
            }

            var arp = ArpPacket.Decode(_frame.AsSpan(Math.Min(EthernetHeader.SmallestSize, length)..Math.Min(length, MostFrame)));
            if (arp.Faults == HeaderFaults.None && arp.IsIpv4OverEthernet && arp.Operation == ArpPacket.Reply && !from.IsOutgoing)
            {
                sender = AddressKey.Of(arp.Sender);
                return true;
            }
        }
    }

    public void Dispose() => _ = SocketCalls.Close(Descriptor);
}
