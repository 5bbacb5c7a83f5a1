namespace Patchbay.Sockets;

/// <summary>Bytes as they are, behind the headers.</summary>
/// <param name="Bytes">The bytes.</param>
public sealed record PayloadLayer(ReadOnlyMemory<byte> Bytes) : PacketLayer
{
    internal override int HeaderLength => Bytes.Length;

    internal override void Write(Span<byte> packet, LayerContext context) => Bytes.Span.CopyTo(packet);
}
