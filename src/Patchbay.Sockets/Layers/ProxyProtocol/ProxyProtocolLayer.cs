using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>The PROXY protocol before everything else on the wire: a client sends the header of its version, a server demands one of its versions.</summary>
internal sealed class ProxyProtocolLayer(ProxyProtocolVersions versions) : IConnectionLayer
{
    /// <summary>The option of an address that asks for it.</summary>
    public const string Option = "proxy-protocol";

    public string Name => Option;

    /// <summary>The layer that an address describes by its option; null when it has none.</summary>
    public static ProxyProtocolLayer? Open(Address address) => address.FindOption(Option)?.Value switch
    {
        "v1" => new ProxyProtocolLayer(ProxyProtocolVersions.V1),
        "v2" => new ProxyProtocolLayer(ProxyProtocolVersions.V2),
        "any" => new ProxyProtocolLayer(ProxyProtocolVersions.Any),
        _ => null,
    };

    public async ValueTask<ConnectionContext> ConnectAsync(ConnectionContext inner, CancellationToken cancellationToken)
    {
        try
        {
            var header = HeaderFor(inner);
            await inner.Transport.Output.WriteAsync(versions == ProxyProtocolVersions.V1 ? ProxyHeaderV1.Format(header) : ProxyHeaderV2.Format(header), cancellationToken);
            return inner;
        }
        catch
        {
            await inner.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<ConnectionContext> AcceptAsync(ConnectionContext inner, CancellationToken cancellationToken)
    {
        try
        {
            return new ProxiedConnection(inner, await ReadAsync(inner, cancellationToken));
        }
        catch
        {
            await inner.DisposeAsync();
            throw;
        }
    }

    /// <summary>The ends of the connection that is passed on, or else our own, as haproxy's health checks tell theirs.</summary>
    ProxyProtocolHeader HeaderFor(ConnectionContext inner)
    {
        var ends = inner.Features.Get<ConnectionEnds>() ?? new ConnectionEnds(inner.LocalEndPoint, inner.RemoteEndPoint);
        var areKnown = ends is { Remote: IPEndPoint, Local: IPEndPoint } || ends.Remote is UnixDomainSocketEndPoint || ends.Local is UnixDomainSocketEndPoint;
        return new ProxyProtocolHeader { Version = versions, IsLocal = !areKnown, Source = ends.Remote, Destination = ends.Local };
    }

    async ValueTask<ProxyProtocolHeader> ReadAsync(ConnectionContext inner, CancellationToken cancellationToken)
    {
        var input = inner.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var result = Parse(read.Buffer);
            if (result.Header is { } header)
            {
                input.AdvanceTo(read.Buffer.GetPosition(result.Length));
                return header;
            }

            var error = result.Error ?? (read.IsCompleted ? read.Buffer.IsEmpty ? "is missing: the connection ended before it" : "is cut short by the end of the connection" : null);
            if (error is not null)
            {
                input.AdvanceTo(read.Buffer.End);
                throw new LayerException(LayerFailure.Protocol, $"{TlsLayer.NameOf(inner)}: the PROXY header {error}", "The address option proxy-protocol demands one: is the client behind the proxy, and does the proxy send it?");
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    ProxyHeaderResult Parse(ReadOnlySequence<byte> buffer)
    {
        buffer = buffer.Slice(0, Math.Min(buffer.Length, ProxyHeaderParser.MaxLength));
        return ProxyHeaderParser.Parse(buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray(), versions);
    }
}
