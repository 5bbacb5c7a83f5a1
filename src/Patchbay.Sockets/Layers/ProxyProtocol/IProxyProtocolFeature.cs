using System.Net;

namespace Patchbay.Sockets;

/// <summary>What a connection's PROXY header said. The connection's own end points are those of the header.</summary>
public interface IProxyProtocolFeature
{
    /// <summary>The header.</summary>
    ProxyProtocolHeader Header { get; }

    /// <summary>The proxy: the remote end of the socket.</summary>
    EndPoint? ProxyRemoteEndPoint { get; }

    /// <summary>Where the proxy connected to: the local end of the socket.</summary>
    EndPoint? ProxyLocalEndPoint { get; }
}
