namespace Patchbay.Sockets;

/// <summary>The extension headers of an IPv6 packet in their order. Used as <c>foreach</c>; the properties are those of the whole chain.</summary>
public ref struct Ipv6Extensions
{
    readonly byte _first;
    readonly ReadOnlySpan<byte> _payload;
    byte _next;
    int _at;
    Ipv6Extension _current;

    Ipv6Extensions(byte first, ReadOnlySpan<byte> payload)
    {
        _first = _next = first;
        _payload = payload;
    }

    /// <summary>What follows the chain: the upper protocol.</summary>
    public byte Protocol { get; private set; }

    /// <summary>The upper protocol's packet, or a part of it in a fragment.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>How many headers the chain has.</summary>
    public int Count { get; private set; }

    /// <summary>The chain has a fragment header of more than one fragment.</summary>
    public bool IsFragment { get; private set; }

    /// <summary>Where in the whole payload this fragment begins, in bytes; else 0.</summary>
    public int FragmentOffset { get; private set; }

    /// <summary>The last destination where a routing header tells another than the packet's; else empty.</summary>
    public ReadOnlySpan<byte> FinalDestination { get; private set; }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; private set; }

    /// <summary>The header the last <see cref="MoveNext"/> came to.</summary>
    public readonly Ipv6Extension Current => _current;

    /// <summary>For <c>foreach</c>.</summary>
    public readonly Ipv6Extensions GetEnumerator() => new(_first, _payload);

    /// <summary>Goes on to the next header; false where the upper protocol begins, or the bytes end.</summary>
    public bool MoveNext()
    {
        if (_next is not (IpProtocols.HopByHop or IpProtocols.Routing or IpProtocols.Fragment or IpProtocols.Authentication or IpProtocols.DestinationOptions))
        {
            return false;
        }

        var rest = _payload.From(_at);
        var length = _next switch
        {
            IpProtocols.Fragment => 8,

            // RFC 4302 section 2.2: in units of 4 bytes, less 2.
            IpProtocols.Authentication => (rest.U8(1) + 2) * 4,
            _ => (rest.U8(1) + 1) * 8,
        };
        if (rest.Length < length)
        {
            Faults |= HeaderFaults.Truncated;
            return false;
        }

        _current = new Ipv6Extension(_next, rest[..length]);
        _at += length;

        // Behind the header of a later fragment stands the middle of the payload, whatever the number says.
        _next = _current.Kind == IpProtocols.Fragment && _current.FragmentOffset != 0 ? IpProtocols.NoNextHeader : _current.NextHeader;
        return true;
    }

    internal static Ipv6Extensions Walk(byte first, ReadOnlySpan<byte> payload)
    {
        var walk = new Ipv6Extensions(first, payload) { Protocol = first };
        while (walk.MoveNext())
        {
            var current = walk.Current;
            walk.Count++;
            walk.Protocol = current.NextHeader;
            walk.Faults |= current.Options.Check();
            if (current.Kind == IpProtocols.Fragment)
            {
                walk.IsFragment = current.MoreFragments || current.FragmentOffset != 0;
                walk.FragmentOffset = current.FragmentOffset;
            }
            else if (current.Kind == IpProtocols.Routing && !current.FinalDestination.IsEmpty)
            {
                walk.FinalDestination = current.FinalDestination;
            }
        }

        walk.Payload = payload.From(walk._at);
        return walk;
    }
}
