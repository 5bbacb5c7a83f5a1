using System.Buffers.Binary;
using System.Net;

namespace Patchbay.Observation;

/// <summary>An IP address as a value: read, compared and written without an allocation. The default is 0.0.0.0.</summary>
public readonly struct HostAddress : IEquatable<HostAddress>
{
    // Two halves and no UInt128: whatever touches one is compiled anew at every start, since its layout is not fixed (ReadyToRun leaves it out).
    readonly ulong _high;
    readonly ulong _low;

    HostAddress(ulong high, ulong low, bool isV6) => (_high, _low, IsV6) = (high, low, isV6);

    /// <summary>IPv6, which includes IPv4 addresses mapped into it.</summary>
    public bool IsV6 { get; }

    /// <summary>An IPv4 address in an IPv6 one (RFC 4291 section 2.5.5.2).</summary>
    public bool IsMapped => IsV6 && _high == 0 && _low >> 32 == 0xFFFF;

    /// <summary>0.0.0.0, ::, or ::ffff:0.0.0.0.</summary>
    public bool IsUnspecified => _high == 0 && (_low == 0 || (IsMapped && Low == 0));

    /// <summary>127.0.0.0/8 or ::1, mapped or not.</summary>
    public bool IsLoopback => IsV6 && !IsMapped ? _high == 0 && _low == 1 : Low >> 24 == 127;

    /// <summary>The IPv4 address when one is mapped, else the address itself.</summary>
    public HostAddress Unmapped => IsMapped ? new(0, Low, false) : this;

    /// <summary>From 4 or 16 bytes in network order.</summary>
    public static HostAddress Read(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => new(0, BinaryPrimitives.ReadUInt32BigEndian(bytes), false),
        16 => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), true),
        _ => throw new ArgumentException("An address has 4 bytes or 16.", nameof(bytes)),
    };

    /// <summary>From an address of the framework's; its scope is not kept.</summary>
    public static HostAddress From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return Read(bytes[..length]);
    }

    /// <summary>The 4 or 16 bytes in network order.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[IsV6 ? 16 : 4];
        if (IsV6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), _low);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, Low);
        }

        return bytes;
    }

    /// <summary>As the framework has it.</summary>
    public IPAddress ToIPAddress() => new(ToBytes());

    /// <summary>Begins with the first <paramref name="length"/> bits of <paramref name="prefix"/>; an IPv4 prefix also holds for mapped addresses, an IPv6 one never for IPv4.</summary>
    public bool IsIn(HostAddress prefix, int length)
    {
        if (prefix.IsV6 != IsV6)
        {
            return IsMapped && Unmapped.IsIn(prefix, length);
        }

        return !IsV6 ? IsZero(_low ^ prefix._low, 32, length)
            : IsZero(_high ^ prefix._high, 64, Math.Min(length, 64)) && IsZero(_low ^ prefix._low, 64, length - 64);
    }

    /// <summary>Who is reached at this address, or can reach it when something listens there.</summary>
    public SocketScope Scope
    {
        get
        {
            if (IsLoopback)
            {
                return SocketScope.Loopback;
            }

            var plain = Unmapped;
            foreach (var (prefix, length) in plain.IsV6 ? LanV6 : LanV4)
            {
                if (plain.IsIn(prefix, length))
                {
                    return SocketScope.Lan;
                }
            }

            return SocketScope.Everywhere;
        }
    }

    /// <inheritdoc/>
    public bool Equals(HostAddress other) => _high == other._high && _low == other._low && IsV6 == other.IsV6;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HostAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _low, IsV6);

    /// <summary>As <see cref="IPAddress.ToString"/> writes it: RFC 5952.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[HostAddressText.MostBytes];
        return System.Text.Encoding.ASCII.GetString(text[..HostAddressText.Write(this, text)]);
    }

    /// <summary>Equal bits of the same family.</summary>
    public static bool operator ==(HostAddress left, HostAddress right) => left.Equals(right);

    /// <summary>Not equal.</summary>
    public static bool operator !=(HostAddress left, HostAddress right) => !left.Equals(right);

    /// <summary>The 16 bits at a place, 0 the first, of an IPv6 address.</summary>
    internal ushort Group(int index) => (ushort)(index < 4 ? _high >> (48 - (16 * index)) : _low >> (112 - (16 * index)));

    /// <summary>The last 32 bits.</summary>
    internal uint Low => (uint)_low;

    static readonly (HostAddress Prefix, int Length)[] LanV4 =
        [Parse("10.0.0.0", 8), Parse("172.16.0.0", 12), Parse("192.168.0.0", 16), Parse("169.254.0.0", 16), Parse("100.64.0.0", 10)];

    static readonly (HostAddress Prefix, int Length)[] LanV6 = [Parse("fc00::", 7), Parse("fe80::", 10)];

    // The first bits of so many are all zero.
    static bool IsZero(ulong value, int bits, int length) => length <= 0 || value >> (bits - Math.Min(length, bits)) == 0;

    static (HostAddress, int) Parse(string prefix, int length) => (From(IPAddress.Parse(prefix)), length);
}
