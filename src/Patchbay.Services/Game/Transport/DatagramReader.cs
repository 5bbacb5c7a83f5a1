using System.Buffers.Binary;

namespace Patchbay.Services.Game.Transport;

/// <summary>Reads fields of bytes that nobody vouches for. A read past the end yields zeros and makes <see cref="IsSound"/> false; nothing throws.</summary>
ref struct DatagramReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Every field so far was there.</summary>
    public bool IsSound { get; private set; } = true;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    public byte Byte()
    {
        var field = Bytes(1);
        return field.IsEmpty ? (byte)0 : field[0];
    }

    public ushort UInt16()
    {
        var field = Bytes(2);
        return field.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(field);
    }

    public uint UInt32()
    {
        var field = Bytes(4);
        return field.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(field);
    }

    public ulong UInt64()
    {
        var field = Bytes(8);
        return field.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64BigEndian(field);
    }

    /// <summary>7 bits a byte, lowest first, the top bit says that more follow; at most 5 bytes and 32 bits.</summary>
    public uint VarInt()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Byte();
            if (shift == 28 && part > 0x0F)
            {
                break;
            }

            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        return Fail();
    }

    /// <summary>A VarInt that must not be over a bound.</summary>
    public int VarInt(int most)
    {
        var value = VarInt();
        return value <= (uint)most ? (int)value : (int)Fail();
    }

    /// <summary>That many bytes; empty when they are not there.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            Fail();
            return default;
        }

        var field = _rest[..count];
        _rest = _rest[count..];
        return field;
    }

    uint Fail()
    {
        IsSound = false;
        _rest = default;
        return 0;
    }
}
