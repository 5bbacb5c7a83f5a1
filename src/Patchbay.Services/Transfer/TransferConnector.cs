using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>Makes the connections of transfers: resolves, connects, goes through proxies, puts TLS on. Thread-safe.</summary>
/// <param name="engine">Where sockets come from.</param>
/// <param name="options">Whom to trust, through whom to go, how long to wait.</param>
internal sealed class TransferConnector(ISocketEngine engine, TransferOptions options)
{
    static int _sessions;

    readonly LayerSettings _settings = new()
    {
        DataDirectory = options.DataDirectory,
        HandshakeTimeout = options.Timeout,
        ProxyTimeout = options.Timeout,
        TimeProvider = options.TimeProvider,
    };

    /// <summary>Connections go through a proxy: the peer of the socket is not the server.</summary>
    public bool IsProxied => options.Via is not null;

    /// <summary>Connects to a server.</summary>
    /// <param name="host">A name or an address without brackets.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="timing">Told when the name was resolved and when the connection stood; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectException">It was not made.</exception>
    /// <exception cref="LayerException">A proxy refused.</exception>
    public async ValueTask<ConnectionContext> ConnectAsync(string host, int port, TransferTiming? timing, CancellationToken cancellationToken)
    {
        ConnectionContext connection;
        var isResolved = false;
        if (IsProxied)
        {
            var address = AddressOf(host, port) with { Options = [new AddressOption("via", options.Via)] };
            connection = await AddressLayers.ConnectAsync(engine, address, _settings, cancellationToken);
        }
        else
        {
            EndPoint target = IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, port) : new DnsEndPoint(host, port);
            connection = await HappyEyeballs.ConnectAsync(target, (address, token) =>
            {
                if (target is DnsEndPoint && !Interlocked.Exchange(ref isResolved, true))
                {
                    timing?.Mark(TransferPhase.Resolve);
                }

                return engine.ConnectAsync(address, token);
            }, new ConnectOptions { Timeout = options.Timeout, TimeProvider = options.TimeProvider }, cancellationToken);
        }

        timing?.Mark(TransferPhase.Connect);
        return connection;
    }

    /// <summary>The client's side of TLS for one server; connections of one client resume each other's session.</summary>
    /// <param name="host">Whose name the certificate must have.</param>
    /// <param name="port">For messages.</param>
    /// <param name="resumes">Whether they do: those of this client alone.</param>
    /// <param name="protocols">The protocols to offer (ALPN), separated by commas; null for none.</param>
    /// <exception cref="LayerException">The authorities cannot be read, or options contradict each other.</exception>
    public TlsClient OpenTls(string host, int port, bool resumes, string? protocols = null)
    {
        var address = AddressOf(host, port) with
        {
            Layers = [TlsLayer.Word],
            Options =
            [
                .. options.Insecure ? [new AddressOption("insecure", null)] : Array.Empty<AddressOption>(),
                .. options.Authorities is { } file ? [new AddressOption("ca", file)] : Array.Empty<AddressOption>(),
                .. options.Pin is { } pin ? [new AddressOption("pin", pin)] : Array.Empty<AddressOption>(),
                .. protocols is not null ? [new AddressOption("alpn", protocols)] : Array.Empty<AddressOption>(),
            ],
        };
        return TlsAddress.OpenClient(address, _settings, resumes ? Interlocked.Increment(ref _sessions) : null);
    }

    /// <summary>TLS on a connection. Disposes it when that fails.</summary>
    public ValueTask<ConnectionContext> SecureAsync(TlsClient tls, ConnectionContext connection, CancellationToken cancellationToken) =>
        HandshakeAsync(tls, connection, static (tls, connection, token) => tls.HandshakeAsync(connection, token), cancellationToken);

    /// <summary>TLS on a connection, as the stream that HttpClient insists on. Disposes it when that fails.</summary>
    public ValueTask<SslStream> SecureStreamAsync(TlsClient tls, ConnectionContext connection, CancellationToken cancellationToken) =>
        HandshakeAsync(tls, connection, static (tls, connection, token) => tls.OpenStreamAsync(connection, token), cancellationToken);

    async ValueTask<T> HandshakeAsync<T>(
        TlsClient tls, ConnectionContext connection, Func<TlsClient, ConnectionContext, CancellationToken, ValueTask<T>> handshake, CancellationToken cancellationToken)
    {
        try
        {
            return await new Patience(tls.PeerName!, options.Timeout, options.TimeProvider).WaitAsync(token => handshake(tls, connection, token), "its part of the TLS handshake", cancellationToken);
        }
        catch (LayerException error) when (error.Failure == LayerFailure.Certificate)
        {
            // The layer's hint names address options.
            var hint = error.Hint.Contains("sni=", StringComparison.Ordinal) ? "The name in the URL has to be one that the certificate is for." : error.Hint;
            throw new LayerException(error.Failure, error.Message, hint.Replace("pin=", "--pin ", StringComparison.Ordinal).Replace("ca=FILE", "--ca FILE", StringComparison.Ordinal), error);
        }
    }

    static Address AddressOf(string host, int port) => new() { Kind = AddressKind.Tcp, Host = host, Port = port };
}
