using System.Buffers.Binary;

namespace Patchbay.Services.Game.Transport;

/// <summary>Writes fields into a buffer whose owner knows that they fit.</summary>
ref struct DatagramWriter(Span<byte> buffer)
{
    readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    public readonly int Left => _buffer.Length - Length;

    public readonly Span<byte> Written => _buffer[..Length];

    public void Byte(byte value) => _buffer[Length++] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void VarInt(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    public void Bytes(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Room to fill, taken as written.</summary>
    public Span<byte> Take(int count)
    {
        var field = _buffer.Slice(Length, count);
        Length += count;
        return field;
    }

    /// <summary>How many bytes a VarInt takes.</summary>
    public static int VarIntLength(uint value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
}
