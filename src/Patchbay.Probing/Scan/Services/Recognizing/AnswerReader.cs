using System.Buffers.Binary;

namespace Patchbay.Probing;

/// <summary>Reads a binary answer from its beginning. Behind the end everything is zero and empty, and <see cref="IsShort"/> says so: no reading throws.</summary>
ref struct AnswerReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Something that was read stood behind the end.</summary>
    public bool IsShort { get; private set; }

    /// <summary>What is not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte U8() => Take(1) is [var value] ? value : (byte)0;

    public ushort U16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : (ushort)0;

    public uint U32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;

    /// <summary>So many bytes; empty when there are fewer.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
        {
            IsShort = true;
            _rest = default;
            return default;
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    /// <summary>The bytes before the next zero, which is skipped.</summary>
    public ReadOnlySpan<byte> UntilZero()
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0)
        {
            IsShort = true;
            _rest = default;
            return default;
        }

        var taken = _rest[..end];
        _rest = _rest[(end + 1)..];
        return taken;
    }
}
