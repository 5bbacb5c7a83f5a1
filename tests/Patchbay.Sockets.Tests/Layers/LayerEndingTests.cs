using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>Layered connections end whatever the peer does, and when what is below them is taken away.</summary>
public sealed class LayerEndingTests
{
    [Theory, Engines(Can.Ours)]
    public async Task A_TLS_connection_ends_when_the_one_below_is_disposed_while_it_reads(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        for (var round = 0; round < 20; round++)
        {
            var (rawClient, rawServer) = await arena.RawPairAsync();
            var accepting = arena.Server().AcceptAsync(rawServer).Soon();
            var client = await arena.Client().ConnectAsync(rawClient).Soon();
            var server = await accepting;
            var reading = server.Transport.Input.ReadToFailureAsync();
            await Task.WhenAll(Task.Run(() => rawServer.Abort()), Task.Run(() => rawServer.DisposeAsync().AsTask()), Task.Run(() => client.Abort())).Soon();
            await reading;
            await server.DisposeAsync().Soon();
            await client.DisposeAsync().Soon();
        }
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_TLS_connection_whose_peer_reads_nothing_is_reset_in_the_end(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var clock = new ManualTime();
        arena.Settings = new() { TimeProvider = clock };
        var (server, _, socket) = await arena.PlainClientAsync(SslProtocols.Tls13);
        await EndsWithResetAsync(server, socket, clock);
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_WebSocket_whose_peer_reads_nothing_is_reset_in_the_end(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var clock = new ManualTime();
        var (raw, socket) = await arena.PairAsync();
        await socket.SendAllAsync("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".Ascii());
        var server = await AddressLayers.Open(Address.Parse("ws-listen:1"), new() { TimeProvider = clock }).AcceptAsync(raw).Soon();
        await EndsWithResetAsync(server, socket, clock);
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_host_that_stops_ends_every_layered_connection(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        using var folder = new TemporaryFolder();
        folder.Write("server.pem", new Authority().Issue());
        foreach (var address in new[] { $"tls-listen:1,cert={folder.Path}/server.pem", "ws-listen:1" })
        {
            var listener = await arena.BindAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
            var serving = 0;
            var handler = AddressLayers.Accept(Address.Parse(address), new(), async connection =>
            {
                // Half of them wait for bytes, half for a peer that takes none; none looks at the host's wish.
                if (Interlocked.Increment(ref serving) % 2 == 0)
                {
                    await connection.Transport.Input.ReadAsync();
                }
                else
                {
                    while (!(await connection.Transport.Output.WriteAsync(new byte[100_000])).IsCompleted)
                    {
                    }
                }
            });
            await using var host = new ConnectionHost(listener, handler, new ConnectionHostOptions { DrainTimeout = TimeSpan.FromMilliseconds(1) });
            host.Start();
            for (var i = 0; i < 10; i++)
            {
                var socket = await arena.DialAsync(listener.EndPoint);
                if (address[0] == 't')
                {
                    await new SslStream(new NetworkStream(socket), false, static (_, certificate, _, _) => certificate is not null).AuthenticateAsClientAsync("localhost").Soon();
                }
                else
                {
                    await socket.SendAllAsync("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".Ascii());
                }
            }

            await Waiting.Until(() => Volatile.Read(ref serving) == 10);
            var report = await host.StopAsync().Soon();
            Assert.Equal(10, report.Cut);
            await Waiting.Until(() => host.Status.Connections == 0, () => $"{host.Status.Connections} connections under {address} are left");
        }
    }

    static async Task EndsWithResetAsync(ConnectionContext server, Socket socket, ManualTime clock)
    {
        var flushing = server.Transport.Output.WriteAsync(new byte[16_000_000]).AsTask();
        await Task.WhenAny(flushing, Task.Delay(50));
        Assert.False(flushing.IsCompleted);
        var disposing = server.DisposeAsync().AsTask();
        await Waiting.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return disposing.IsCompleted;
        });
        await disposing;
        await flushing.Soon();
        Assert.True(await socket.EndsWithResetAsync());
    }
}
