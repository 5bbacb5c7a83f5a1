using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>An engine with both ends of its connections under our own TLS, and files of certificates.</summary>
internal sealed class TlsArena : IAsyncDisposable
{
    // Those under TLS own what is below them, and so go first.
    readonly List<ConnectionContext> _layered = [];

    TlsArena(Arena arena) => Arena = arena;

    public Arena Arena { get; }

    public TemporaryFolder Folder { get; } = new();

    public Authority Authority { get; } = new();

    public LayerSettings Settings { get; set; } = new();

    public static async Task<TlsArena> OpenAsync(TestedEngine engine)
    {
        var tls = new TlsArena(await Arena.OpenAsync(engine));
        tls.Folder.Write("ca.pem", tls.Authority.Pem);
        tls.Folder.Write("server.pem", tls.Authority.Issue());
        return tls;
    }

    /// <summary>Options with {dir} for the folder of certificates.</summary>
    public LayerStack Server(string options = "cert={dir}/server.pem") => Open("tls-listen:8443", options);

    /// <summary>Options with {dir} for the folder of certificates.</summary>
    public LayerStack Client(string options = "ca={dir}/ca.pem", string host = "localhost") => Open($"tls:{host}:8443", options);

    /// <summary>Both ends, with their handshakes done.</summary>
    public async Task<(ConnectionContext Client, ConnectionContext Server)> PairAsync(LayerStack? client = null, LayerStack? server = null)
    {
        var (rawClient, rawServer) = await RawPairAsync();
        var accepting = (server ?? Server()).AcceptAsync(rawServer).Soon();
        var connecting = (client ?? Client()).ConnectAsync(rawClient).Soon();
        await Task.WhenAll(accepting, connecting);
        return (Own(await connecting), Own(await accepting));
    }

    /// <summary>What both sides have to say about a handshake: null for the side on which it succeeded.</summary>
    public async Task<(LayerException? Client, LayerException? Server)> FailAsync(LayerStack client, LayerStack server)
    {
        var (rawClient, rawServer) = await RawPairAsync();
        var accepting = OutcomeAsync(async () => await server.AcceptAsync(rawServer));
        var connecting = OutcomeAsync(async () => await client.ConnectAsync(rawClient));
        return (await connecting.Soon(), await accepting.Soon());

        static async Task<LayerException?> OutcomeAsync(Func<Task<ConnectionContext>> handshake)
        {
            try
            {
                // In TLS 1.3 a client learns from its first read what the server thinks of its certificate.
                await using var connection = await handshake();
                var read = await connection.Transport.Input.ReadAsync();
                connection.Transport.Input.AdvanceTo(read.Buffer.End);
                return null;
            }
            catch (LayerException error)
            {
                return error;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    public async Task<(ConnectionContext Client, ConnectionContext Server)> RawPairAsync()
    {
        var accepting = Arena.AcceptAsync();
        var client = Arena.Own(await Arena.Engine!.ConnectAsync(Arena.Listener.EndPoint).Soon());
        return (client, await accepting);
    }

    /// <summary>Our server and a plain SslStream as its client, of one version.</summary>
    public async Task<(ConnectionContext Server, SslStream Client, Socket Socket)> PlainClientAsync(SslProtocols protocol, string serverOptions = "cert={dir}/server.pem")
    {
        var (raw, socket) = await Arena.PairAsync();
        var accepting = Server(serverOptions).AcceptAsync(raw).Soon();
        var client = new SslStream(new NetworkStream(socket), false, static (_, certificate, _, _) => certificate?.Issuer == "CN=Test Authority");
        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocol }).Soon();
        return (Own(await accepting), client, socket);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _layered)
        {
            connection.Abort();
            await connection.DisposeAsync().Soon();
        }

        await Arena.DisposeAsync();
        Folder.Dispose();
    }

    ConnectionContext Own(ConnectionContext connection)
    {
        _layered.Add(connection);
        return connection;
    }

    LayerStack Open(string address, string options) => AddressLayers.Open(Address.Parse($"{address},{options.Replace("{dir}", Folder.Path, StringComparison.Ordinal)}"), Settings);
}
