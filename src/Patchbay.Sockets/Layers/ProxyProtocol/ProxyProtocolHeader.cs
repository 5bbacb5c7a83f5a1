using System.Net;

namespace Patchbay.Sockets;

/// <summary>What the header of the PROXY protocol says of the connection that a proxy passes on (proxy-protocol.txt of haproxy).</summary>
public sealed record ProxyProtocolHeader
{
    /// <summary>The version that it is or will be written in.</summary>
    public required ProxyProtocolVersions Version { get; init; }

    /// <summary>The proxy speaks for itself (LOCAL, as health checks do), or does not know for whom (UNKNOWN): the connection's own ends are the ends.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The client; null when the header does not tell, and for a Unix socket without a name.</summary>
    public EndPoint? Source { get; init; }

    /// <summary>Where the client connected to; null as for <see cref="Source"/>.</summary>
    public EndPoint? Destination { get; init; }

    /// <summary>The client's connection carried datagrams.</summary>
    public bool IsDatagram { get; init; }

    /// <summary>What else the proxy tells, in the order sent; without padding and checksum. Version 2 only.</summary>
    public IReadOnlyList<ProxyProtocolTlv> Tlvs { get; init; } = [];
}
