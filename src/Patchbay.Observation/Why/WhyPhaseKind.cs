namespace Patchbay.Observation;

/// <summary>The steps on the way to a connection, or to a listener.</summary>
public enum WhyPhaseKind
{
    /// <summary>The name becomes addresses.</summary>
    Resolve,

    /// <summary>Which way packets would go: source address, gateway, interface.</summary>
    Route,

    /// <summary>The file of a Unix socket.</summary>
    File,

    /// <summary>The SYN and its answer; of a Unix socket, connect(2); of UDP, an empty datagram.</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>The upgrade to WebSocket.</summary>
    Upgrade,

    /// <summary>What the server does once somebody is connected.</summary>
    FirstBytes,

    /// <summary>Whether a bind would work.</summary>
    Bind,
}
