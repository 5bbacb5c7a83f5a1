namespace Patchbay.Sockets;

/// <summary>
/// What TCP, UDP and ICMPv6 add to their checksum: both addresses, the protocol and the length (RFC 9293 section 3.1, RFC 8200 section 8.1). The default
/// value stands for one that is not known: nothing is checked with it.
/// </summary>
public readonly struct PseudoHeader
{
    readonly uint _addresses;
    readonly byte _protocol;

    /// <summary>A pseudo header.</summary>
    /// <param name="source">4 or 16 bytes.</param>
    /// <param name="destination">As many. With an IPv6 routing header, the last destination.</param>
    /// <param name="protocol">The upper protocol's number.</param>
    public PseudoHeader(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, byte protocol)
    {
        _addresses = InternetChecksum.Sum(destination, InternetChecksum.Sum(source));
        _protocol = protocol;
        IsKnown = source.Length is 4 or 16 && destination.Length == source.Length;
        IsIpv6 = source.Length == 16;
    }

    /// <summary>False for the default value.</summary>
    public bool IsKnown { get; }

    /// <summary>The addresses are IPv6's.</summary>
    public bool IsIpv6 { get; }

    /// <summary>Its sum for an upper packet of that many bytes, not folded.</summary>
    public uint Sum(int length) => _addresses + _protocol + ((uint)length >> 16) + ((uint)length & 0xffff);

    /// <summary>Checks an upper packet whose checksum field holds <paramref name="field"/>.</summary>
    internal ChecksumStatus Check(ReadOnlySpan<byte> packet, ushort field)
    {
        if (!IsKnown)
        {
            return ChecksumStatus.Unchecked;
        }

        var sum = Sum(packet.Length);
        return InternetChecksum.IsGood(packet, sum) ? ChecksumStatus.Good
            : field == InternetChecksum.Fold(sum) ? ChecksumStatus.Partial
            : ChecksumStatus.Bad;
    }
}
