using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>Walks the attributes of a message. Ends at the first one that does not fit, so that no answer can lead it astray.</summary>
/// <param name="bytes">The attributes, from the first to the end of the message.</param>
public ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    // NLA_F_NESTED and NLA_F_NET_BYTEORDER.
    const int TypeMask = 0x3FFF;

    readonly ReadOnlySpan<byte> _bytes = bytes;
    int _next;
    int _start;
    int _end;

    /// <summary>Which attribute.</summary>
    public int Type { get; private set; }

    /// <summary>Its value.</summary>
    public readonly ReadOnlySpan<byte> Value => _bytes[_start.._end];

    /// <summary>The value as a number of four bytes; 0 when it is shorter.</summary>
    public readonly uint Number => Value.Length < sizeof(uint) ? 0 : MemoryMarshal.Read<uint>(Value);

    /// <summary>The value as a number of eight bytes; 0 when it is shorter.</summary>
    public readonly ulong LongNumber => Value.Length < sizeof(ulong) ? 0 : MemoryMarshal.Read<ulong>(Value);

    /// <summary>The value as text up to its first zero.</summary>
    public readonly string Text
    {
        get
        {
            var end = Value.IndexOf((byte)0);
            return System.Text.Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>Goes to the next one.</summary>
    public bool MoveNext()
    {
        // Two bytes of length, two of type, the value, zeros up to a multiple of four.
        var rest = _bytes.Length - _next;
        if (rest < 4)
        {
            return false;
        }

        int length = Unsafe.ReadUnaligned<ushort>(in _bytes[_next]);
        if (length < 4 || length > rest)
        {
            _next = _bytes.Length;
            return false;
        }

        Type = Unsafe.ReadUnaligned<ushort>(in _bytes[_next + 2]) & TypeMask;
        (_start, _end) = (_next + 4, _next + length);
        _next = Math.Min(_bytes.Length, _next + ((length + 3) & ~3));
        return true;
    }
}
