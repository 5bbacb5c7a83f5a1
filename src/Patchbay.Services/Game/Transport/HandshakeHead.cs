using System.Buffers.Binary;

namespace Patchbay.Services.Game.Transport;

/// <summary>What every packet of the handshake begins with: kind, magic, version, the client's nonce.</summary>
static class HandshakeHead
{
    const int Length = 7 + TransportWire.ClientNonceLength;

    /// <summary>Reads it, kind apart; false when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out ushort version, out ReadOnlySpan<byte> nonce)
    {
        version = 0;
        nonce = default;
        if (datagram.Length < Length || !datagram[1..].StartsWith(TransportWire.Magic))
        {
            return false;
        }

        version = BinaryPrimitives.ReadUInt16BigEndian(datagram[5..]);
        nonce = datagram.Slice(7, TransportWire.ClientNonceLength);
        return true;
    }

    /// <summary>Writes it; what follows is the caller's.</summary>
    public static DatagramWriter Begin(Span<byte> datagram, TransportPacket kind, scoped ReadOnlySpan<byte> nonce)
    {
        var writer = new DatagramWriter(datagram);
        writer.Byte((byte)kind);
        writer.Bytes(TransportWire.Magic);
        writer.UInt16(TransportWire.Version);
        writer.Bytes(nonce);
        return writer;
    }

    /// <summary>Writes a refusal.</summary>
    public static ReadOnlySpan<byte> WriteRefuse(Span<byte> datagram, scoped ReadOnlySpan<byte> nonce, TransportReason reason)
    {
        var writer = Begin(datagram, TransportPacket.Refuse, nonce);
        writer.Byte((byte)reason);
        return writer.Written;
    }
}
