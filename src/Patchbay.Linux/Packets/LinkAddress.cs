using System.Runtime.InteropServices;

namespace Patchbay.Linux.Packets;

/// <summary>struct sockaddr_ll (packet(7)): which interface, and which way a frame went.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LinkAddress
{
    /// <summary>Its size in bytes.</summary>
    public const int Size = 20;

    /// <summary>AF_PACKET.</summary>
    public ushort Family;

    /// <summary>The EtherType, big-endian.</summary>
    public ushort Protocol;

    /// <summary>The interface.</summary>
    public int InterfaceIndex;

    /// <summary>The ARP hardware type (if_arp.h).</summary>
    public ushort HardwareType;

    /// <summary>To us (0), to all (1), to a group (2), to another host (3), or sent by this machine (4).</summary>
    public byte PacketType;

    /// <summary>Bytes of the hardware address.</summary>
    public byte AddressLength;

    /// <summary>The sender's hardware address, as it lies in memory.</summary>
    public ulong Address;

    /// <summary>This machine sent the frame: PACKET_OUTGOING.</summary>
    public readonly bool IsOutgoing => PacketType == 4;
}
