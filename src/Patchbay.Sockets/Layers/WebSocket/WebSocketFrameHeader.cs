using System.Buffers.Binary;

namespace Patchbay.Sockets;

/// <summary>The head of a frame to send (RFC 6455 section 5.2).</summary>
/// <param name="Opcode">What the frame is.</param>
/// <param name="IsFinal">The last frame of its message. Always so for a control frame.</param>
/// <param name="Length">Octets of payload.</param>
/// <param name="MaskKey">A client's key; null for a server, which must not mask.</param>
internal readonly record struct WebSocketFrameHeader(WebSocketOpcode Opcode, bool IsFinal, long Length, uint? MaskKey)
{
    /// <summary>The longest head: two octets, a length of eight, a key of four.</summary>
    public const int MaxSize = 14;

    /// <summary>The longest payload of a control frame.</summary>
    public const int MaxControlPayload = 125;

    /// <summary>Writes the head, its length in the shortest form.</summary>
    /// <param name="target">At least <see cref="MaxSize"/> octets.</param>
    /// <returns>The octets written.</returns>
    public int Write(Span<byte> target)
    {
        target[0] = (byte)((IsFinal ? 0x80 : 0) | (int)Opcode);
        var masked = MaskKey is null ? 0 : 0x80;
        int size;
        switch (Length)
        {
            case <= 125:
                target[1] = (byte)(masked | (int)Length);
                size = 2;
                break;
            case <= ushort.MaxValue:
                target[1] = (byte)(masked | 126);
                BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)Length);
                size = 4;
                break;
            default:
                target[1] = (byte)(masked | 127);
                BinaryPrimitives.WriteInt64BigEndian(target[2..], Length);
                size = 10;
                break;
        }

        if (MaskKey is { } key)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target[size..], key);
            size += 4;
        }

        return size;
    }
}
