using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing;

/// <summary>Addresses of one family that follow one another; one at least.</summary>
public readonly record struct AddressRange
{
    readonly UInt128 _first, _last;
    readonly bool _isIpv6;
    readonly long _scope;

    /// <summary>From one address to another, both included. IPv4 addresses written in IPv6 (RFC 4291 section 2.5.5.2) are IPv4 here.</summary>
    /// <exception cref="ArgumentException">They are of two families, or the last is before the first.</exception>
    public AddressRange(IPAddress first, IPAddress last)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(last);
        (first, last) = (Unmap(first), Unmap(last));
        if (first.AddressFamily != last.AddressFamily || Number(last) < Number(first))
        {
            throw new ArgumentException("A range goes up, within one family.", nameof(last));
        }

        (_first, _last, _isIpv6) = (Number(first), Number(last), first.AddressFamily == AddressFamily.InterNetworkV6);
        _scope = _isIpv6 ? first.ScopeId : 0;
    }

    /// <summary>One address.</summary>
    public AddressRange(IPAddress address) : this(address, address)
    {
    }

    /// <summary>Every address with the same first bits, those of host bits 0 and 1 included.</summary>
    /// <param name="address">Any address of the block.</param>
    /// <param name="bits">0 to 32, or to 128.</param>
    public static AddressRange OfPrefix(IPAddress address, int bits)
    {
        ArgumentNullException.ThrowIfNull(address);
        var width = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, width);
        if (address.IsIPv4MappedToIPv6 && bits >= 96)
        {
            return OfPrefix(address.MapToIPv4(), bits - 96);
        }

        // A shift by 128 would be a shift by none.
        var hosts = bits == 0 ? (width == 128 ? UInt128.MaxValue : uint.MaxValue) : (UInt128.One << (width - bits)) - 1;
        var first = Number(address) & ~hosts;
        return new AddressRange(first, first | hosts, width == 128, Scope(address));
    }

    AddressRange(UInt128 first, UInt128 last, bool isIpv6, long scope) => (_first, _last, _isIpv6, _scope) = (first, last, isIpv6, scope);

    /// <summary>The first address.</summary>
    public IPAddress First => Address(_first, _isIpv6, _scope);

    /// <summary>The last address.</summary>
    public IPAddress Last => Address(_last, _isIpv6, _scope);

    /// <summary>How many there are; all of IPv6 count as one less.</summary>
    public UInt128 Count => _last - _first is var more && more == UInt128.MaxValue ? more : more + 1;

    /// <summary>Whether an address is one of them. The scope plays no part.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        address = Unmap(address);
        return address.AddressFamily == AddressFamily.InterNetworkV6 == _isIpv6 && Number(address) is var number && number >= _first && number <= _last;
    }

    /// <summary>Each of them, upwards.</summary>
    public IEnumerable<IPAddress> Addresses()
    {
        for (var number = _first; ; number++)
        {
            yield return Address(number, _isIpv6, _scope);
            if (number == _last)
            {
                yield break;
            }
        }
    }

    /// <summary><c>10.0.0.1</c>, or <c>10.0.0.1-10.0.0.20</c>.</summary>
    public override string ToString() => _first == _last ? First.ToString() : $"{First}-{Last}";

    /// <summary>IPv4 where an IPv6 address only carries one.</summary>
    internal static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    static long Scope(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;

    static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    static IPAddress Address(UInt128 number, bool isIpv6, long scope)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return isIpv6 ? new IPAddress(bytes, scope) : new IPAddress(bytes[12..]);
    }
}
