namespace Patchbay.Sockets;

/// <summary>Why a layer could not be put on a connection.</summary>
public enum LayerFailure
{
    /// <summary>The layer's settings cannot be used: a certificate file that cannot be read.</summary>
    Configuration,

    /// <summary>The TLS handshake failed for another reason than a certificate.</summary>
    Tls,

    /// <summary>A certificate is not trusted: expired, for another host, by an unknown issuer, or missing.</summary>
    Certificate,

    /// <summary>A proxy refused, or did not speak its protocol.</summary>
    Proxy,

    /// <summary>The HTTP upgrade to WebSocket was refused.</summary>
    Upgrade,

    /// <summary>The peer did not send what the protocol demands, or ended in the middle of it.</summary>
    Protocol,

    /// <summary>The handshake took too long.</summary>
    TimedOut,
}
