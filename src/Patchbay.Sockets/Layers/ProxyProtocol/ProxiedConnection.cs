using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Patchbay.Sockets;

/// <summary>A connection whose ends are those that its PROXY header told. The bytes are the same.</summary>
internal sealed class ProxiedConnection : LayeredConnection, IProxyProtocolFeature, IConnectionEndPointFeature
{
    EndPoint? _remote;
    EndPoint? _local;

    public ProxiedConnection(ConnectionContext inner, ProxyProtocolHeader header) : base(inner)
    {
        Header = header;
        (_remote, _local) = header.IsLocal ? (inner.RemoteEndPoint, inner.LocalEndPoint) : (header.Source, header.Destination);
        Features.Set<IProxyProtocolFeature>(this);
        Features.Set<IConnectionEndPointFeature>(this);
        if (SocketEvents.IsEnabled && !header.IsLocal)
        {
            SocketEvents.Annotate(inner, $"PROXY {(header.Version == ProxyProtocolVersions.V1 ? "v1" : "v2")}: the client is {header.Source}, connected to {header.Destination}");
        }
    }

    public ProxyProtocolHeader Header { get; }

    public EndPoint? ProxyRemoteEndPoint => Inner.RemoteEndPoint;

    public EndPoint? ProxyLocalEndPoint => Inner.LocalEndPoint;

    public override EndPoint? RemoteEndPoint
    {
        get => _remote;
        set => _remote = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _local;
        set => _local = value;
    }

    public override IDuplexPipe Transport
    {
        get => Inner.Transport;
        set => Inner.Transport = value;
    }
}
