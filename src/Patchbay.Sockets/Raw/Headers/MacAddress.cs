using System.Buffers.Binary;
using System.Globalization;

namespace Patchbay.Sockets;

/// <summary>A hardware address of 48 bits (IEEE 802).</summary>
/// <param name="Value">The address in the lower 48 bits, its first byte highest.</param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Bytes of an address.</summary>
    public const int Size = 6;

    /// <summary>Every station: ff:ff:ff:ff:ff:ff.</summary>
    public static MacAddress Broadcast { get; } = new(0xffff_ffff_ffff);

    /// <summary>It names a group of stations.</summary>
    public bool IsMulticast => (Value >> 40 & 1) != 0;

    /// <summary>Reads the first six bytes; fewer give the zero address.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> bytes) => new((ulong)bytes.U16(0) << 32 | (bytes.Length >= Size ? bytes.U32(2) : 0));

    /// <summary>Writes six bytes.</summary>
    /// <exception cref="ArgumentException">There is no room.</exception>
    public void Write(Span<byte> bytes)
    {
        if (bytes.Length < Size)
        {
            throw new ArgumentException($"A hardware address needs {Size} bytes.", nameof(bytes));
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)Value);
    }

    /// <summary>Reads <c>02:00:5e:10:00:01</c>, in either case.</summary>
    public static bool TryParse(string? text, out MacAddress address)
    {
        address = default;
        if (text is not { Length: 17 })
        {
            return false;
        }

        ulong value = 0;
        for (var i = 0; i < text.Length; i += 3)
        {
            if (!byte.TryParse(text.AsSpan(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var part) || (i < 15 && text[i + 2] != ':'))
            {
                return false;
            }

            value = value << 8 | part;
        }

        address = new MacAddress(value);
        return true;
    }

    /// <summary><c>02:00:5e:10:00:01</c>.</summary>
    public override string ToString() => string.Create(17, Value, static (text, value) =>
    {
        const string Digits = "0123456789abcdef";
        for (var i = 0; i < Size; i++)
        {
            var part = (byte)(value >> 8 * (Size - 1 - i));
            text[3 * i] = Digits[part >> 4];
            text[3 * i + 1] = Digits[part & 15];
            if (i < Size - 1)
            {
                text[3 * i + 2] = ':';
            }
        }
    });
}
