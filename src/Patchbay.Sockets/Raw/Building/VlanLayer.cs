using System.Buffers.Binary;

namespace Patchbay.Sockets;

/// <summary>A VLAN tag to be built, behind an Ethernet header or another tag.</summary>
/// <param name="Identifier">1 to 4,094; 0 for a priority alone.</param>
public sealed record VlanLayer(int Identifier) : PacketLayer
{
    /// <summary>0 to 7.</summary>
    /// <remarks>Default 0.</remarks>
    public int Priority { get; init; }

    /// <summary>May be dropped first.</summary>
    /// <remarks>Default false.</remarks>
    public bool DropEligible { get; init; }

    /// <summary>The tag's own EtherType: 0x8100, or 0x88a8 for an outer tag.</summary>
    /// <remarks>Default 0x8100.</remarks>
    public ushort Protocol { get; init; } = EtherTypes.Vlan;

    /// <summary>What the payload is.</summary>
    /// <remarks>Default null: what the next layer is.</remarks>
    public ushort? Type { get; init; }

    internal override int HeaderLength => VlanTag.Size;

    internal override ushort? EtherType => Protocol;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)((Priority & 7) << 13 | (DropEligible ? 0x1000 : 0) | (Identifier & 0xfff)));
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Type ?? context.Inner?.EtherType ?? 0);
    }
}
