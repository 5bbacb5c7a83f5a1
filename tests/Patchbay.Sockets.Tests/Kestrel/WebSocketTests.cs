using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Sockets.Tests.Kestrel;

/// <summary>WebSockets over Kestrel over our engines.</summary>
public sealed class WebSocketTests
{
    [Theory, Engines]
    public async Task Messages_of_every_size_come_back(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, Map);
        foreach (var door in new[] { server.Http1, server.Https })
        {
            using var client = new ClientWebSocket();
            client.Options.RemoteCertificateValidationCallback = Certificates.IsLocalhost;
            await client.ConnectAsync(new UriBuilder(door) { Scheme = door.Scheme == "https" ? "wss" : "ws", Path = "/echo" }.Uri, default).Soon();
            var marker = new Marker(1);
            var buffer = new byte[300_000];
            foreach (var size in new[] { 0, 1, 125, 126, 5000, 65_535, 65_536, 250_000 })
            {
                var receiving = ReceiveAsync(client, buffer);
                await client.SendAsync(marker.Bytes(0, size), WebSocketMessageType.Binary, true, default).Soon();
                Assert.Equal(size, await receiving.Soon());
                marker.Check(buffer.AsSpan(0, size), 0);
            }

            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", default).Soon();
            Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        }
    }

    [Theory, Engines]
    public async Task Both_sides_may_talk_at_once(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, Map);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(server.Http1) { Scheme = "ws", Path = "/echo" }.Uri, default).Soon();
        var sending = Task.Run(async () =>
        {
            for (var number = 0; number < 3000; number++)
            {
                await client.SendAsync(BitConverter.GetBytes(number), WebSocketMessageType.Binary, true, default);
            }
        });
        var buffer = new byte[16];
        for (var number = 0; number < 3000; number++)
        {
            Assert.Equal(4, await ReceiveAsync(client, buffer).Soon());
            Assert.Equal(number, BitConverter.ToInt32(buffer));
        }

        await sending;
    }

    static void Map(WebApplication application) => application.Map("/echo", static async (HttpContext context) =>
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[10_000];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, context.RequestAborted);
        }
    });

    static async Task<int> ReceiveAsync(ClientWebSocket client, byte[] buffer)
    {
        for (var done = 0; ;)
        {
            var result = await client.ReceiveAsync(buffer.AsMemory(done), default);
            done += result.Count;
            if (result.EndOfMessage)
            {
                return done;
            }
        }
    }
}
