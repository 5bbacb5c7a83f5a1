namespace Patchbay.Sockets;

/// <summary>How a list of header options is written.</summary>
public enum OptionListKind
{
    /// <summary>IPv4 and TCP: kind, length of the whole option, data; kind 0 ends the list and 1 is a filler of one byte (RFC 791, RFC 9293).</summary>
    Ipv4OrTcp,

    /// <summary>IPv6 hop-by-hop and destination options: type, length of the data, data; type 0 is a filler of one byte (RFC 8200 section 4.2).</summary>
    Ipv6,

    /// <summary>Neighbour discovery: type, length of the whole option in units of 8 bytes, data (RFC 4861 section 4.6).</summary>
    NeighborDiscovery,
}
