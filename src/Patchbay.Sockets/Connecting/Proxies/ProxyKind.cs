namespace Patchbay.Sockets;

/// <summary>The protocol a proxy is asked in.</summary>
internal enum ProxyKind
{
    /// <summary>RFC 1928. Names are resolved by the proxy.</summary>
    Socks5,

    /// <summary>The method CONNECT (RFC 9110 section 9.3.6).</summary>
    Http,
}
