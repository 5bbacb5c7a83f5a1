namespace Patchbay.Sockets;

/// <summary>A VLAN tag (IEEE 802.1Q section 9.6).</summary>
/// <param name="Protocol">Its own EtherType: 0x8100, or 0x88a8 for an outer tag.</param>
/// <param name="Control">Priority, drop eligibility and identifier in 16 bits.</param>
public readonly record struct VlanTag(ushort Protocol, ushort Control)
{
    /// <summary>Bytes of a tag.</summary>
    public const int Size = 4;

    /// <summary>The VLAN: 1 to 4,094; 0 is a priority alone.</summary>
    public int Identifier => Control & 0xfff;

    /// <summary>0 to 7.</summary>
    public int Priority => Control >> 13;

    /// <summary>May be dropped first.</summary>
    public bool DropEligible => (Control & 0x1000) != 0;
}
