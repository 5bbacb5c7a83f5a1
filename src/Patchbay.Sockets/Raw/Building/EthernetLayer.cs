using System.Buffers.Binary;

namespace Patchbay.Sockets;

/// <summary>An Ethernet header to be built.</summary>
/// <param name="Source">From whom.</param>
/// <param name="Destination">To whom.</param>
public sealed record EthernetLayer(MacAddress Source, MacAddress Destination) : PacketLayer
{
    /// <summary>What the payload is.</summary>
    /// <remarks>Default null: what the next layer is.</remarks>
    public ushort? Type { get; init; }

    internal override int HeaderLength => EthernetHeader.SmallestSize;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        Destination.Write(packet);
        Source.Write(packet[MacAddress.Size..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(2 * MacAddress.Size)..], Type ?? context.Inner?.EtherType ?? 0);
    }
}
