using System.Runtime.InteropServices;

namespace Patchbay.Linux.Packets;

/// <summary>struct tpacket_auxdata (packet(7)): what the kernel knows of a frame beside its bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct PacketAuxiliaryData
{
    /// <summary>Its size in bytes.</summary>
    public const int Size = 20;

    const uint TP_STATUS_CSUMNOTREADY = 1 << 3;
    const uint TP_STATUS_VLAN_VALID = 1 << 4;
    const uint TP_STATUS_VLAN_TPID_VALID = 1 << 6;
    const ushort ETH_P_8021Q = 0x8100;

    readonly uint _status;
    readonly uint _length, _captured;
    readonly ushort _mac, _network;
    readonly ushort _vlanTag, _vlanProtocol;

    /// <summary>The transport checksum is not computed yet: the interface, or nobody where the frame never leaves the machine, will do it.</summary>
    public bool ChecksumNotReady => (_status & TP_STATUS_CSUMNOTREADY) != 0;

    /// <summary>The kernel took a VLAN tag out of the frame.</summary>
    public bool HasVlanTag => (_status & TP_STATUS_VLAN_VALID) != 0;

    /// <summary>Priority, drop eligibility and identifier of the tag taken out.</summary>
    public ushort VlanTag => _vlanTag;

    /// <summary>The tag's own EtherType: 0x8100, or 0x88a8 for an outer tag.</summary>
    public ushort VlanProtocol => (_status & TP_STATUS_VLAN_TPID_VALID) != 0 ? _vlanProtocol : ETH_P_8021Q;
}
