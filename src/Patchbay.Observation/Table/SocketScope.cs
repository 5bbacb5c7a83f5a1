namespace Patchbay.Observation;

/// <summary>Who can be at the other end.</summary>
public enum SocketScope
{
    /// <summary>Not a matter of addresses: Unix and packet sockets.</summary>
    None,

    /// <summary>This machine only.</summary>
    Loopback,

    /// <summary>The networks that are not routed on the internet: private, link-local, unique local (RFC 1918, 3927, 4193, 4291, 6598).</summary>
    Lan,

    /// <summary>Anybody who reaches this machine; for a connection, a host on the internet.</summary>
    Everywhere,
}
