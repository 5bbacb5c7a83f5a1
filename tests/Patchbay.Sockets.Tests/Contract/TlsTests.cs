using System.Net.Security;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>SslStream on top of a connection's two pipes.</summary>
public sealed class TlsTests
{
    [Theory, Engines]
    public async Task TLS_carries_megabytes_both_ways(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (serverTls, clientTls) = await HandshakeAsync(arena);
        await using var server = serverTls;
        await using var client = clientTls;
        var marker = new Marker(1);
        const int length = 5_000_000;
        var echoing = EchoAsync(serverTls);
        var sending = Task.Run(async () =>
        {
            for (var done = 0; done < length; done += 50_000)
            {
                await clientTls.WriteAsync(marker.At(done, 50_000));
            }
        });
        var buffer = new byte[40_000];
        for (var done = 0; done < length;)
        {
            var count = await clientTls.ReadAsync(buffer).Soon();
            Assert.True(count > 0);
            marker.Check(buffer.AsSpan(0, count), done);
            done += count;
        }

        await sending;
        await clientTls.ShutdownAsync().Soon();
        await echoing.Soon();
    }

    [Theory, Engines]
    public async Task Many_small_TLS_records_keep_their_order(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (serverTls, clientTls) = await HandshakeAsync(arena);
        await using var server = serverTls;
        await using var client = clientTls;
        var echoing = EchoAsync(serverTls);
        var marker = new Marker(2);
        var buffer = new byte[100];
        for (var turn = 0; turn < 500; turn++)
        {
            var message = marker.At(turn * 100, 1 + (turn % 100));
            await clientTls.WriteAsync(message);
            await clientTls.ReadExactlyAsync(buffer.AsMemory(0, message.Length)).Soon();
            Assert.True(message.Span.SequenceEqual(buffer.AsSpan(0, message.Length)));
        }

        await clientTls.ShutdownAsync().Soon();
        await echoing.Soon();
    }

    [Theory, Engines]
    public async Task A_client_that_speaks_no_TLS_fails_the_handshake_and_nothing_else(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await using var serverTls = new SslStream(server.AsStream());
        var handshake = serverTls.AuthenticateAsServerAsync(Certificates.Localhost);
        await client.SendAllAsync("GET / HTTP/1.1\r\n\r\n".Ascii());
        await Assert.ThrowsAnyAsync<Exception>(() => handshake.Soon());
        var (next, nextClient) = await arena.PairAsync();
        await nextClient.SendAllAsync("x".Ascii());
        Assert.Equal("x", (await next.Transport.Input.ReadExactlyAsync(1)).Ascii());
    }

    static async Task<(SslStream Server, SslStream Client)> HandshakeAsync(Arena arena)
    {
        var (server, client) = await arena.PairAsync();
        var serverTls = new SslStream(server.AsStream());
        var clientTls = new SslStream(new NetworkStream(client), false, Certificates.IsLocalhost);
        await Task.WhenAll(
            serverTls.AuthenticateAsServerAsync(Certificates.Localhost),
            clientTls.AuthenticateAsClientAsync("localhost")).Soon();
        return (serverTls, clientTls);
    }

    static async Task EchoAsync(Stream stream)
    {
        var buffer = new byte[16_000];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
