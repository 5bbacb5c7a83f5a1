using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>Walks the attributes of a message. Ends at the first one that does not fit, so that no answer can lead it astray.</summary>
/// <param name="bytes">The attributes, from the first to the end of the message.</param>
public ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    // NLA_F_NESTED and NLA_F_NET_BYTEORDER.
    const int TypeMask = 0x3FFF;

    ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Which attribute.</summary>
    public int Type { get; private set; }

    /// <summary>Its value.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

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
        if (_rest.Length < 4)
        {
            return false;
        }

        int length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length)
        {
            _rest = default;
            return false;
        }

        Type = MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask;
        Value = _rest[4..length];
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }
}
