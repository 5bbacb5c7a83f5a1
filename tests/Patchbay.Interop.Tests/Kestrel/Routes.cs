using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>What the server under test serves.</summary>
static class Routes
{
    public const string Hello = "Hello, World!";

    public static void Map(WebApplication application)
    {
        application.MapGet("/", () => Hello);
        application.MapGet("/connection", (HttpContext context) => $"{context.Connection.Id} {context.Request.Protocol}\n");
        application.MapGet("/pattern/{length:int}", (int length) => Results.Bytes(Pattern.Take(length), enableRangeProcessing: true));
        application.MapGet("/stream/{length:long}", DownloadAsync);
        application.MapPut("/check/{*name}", (Delegate)CheckAsync);
        application.MapPut("/require/{length:long}", async (HttpContext context, long length) =>
            await ReadPatternAsync(context) == length ? Results.Ok() : Results.BadRequest());
        application.Map("/socket", EchoAsync);
        application.Map("/goodbye", SayGoodbyeAsync);
    }

    static async Task DownloadAsync(HttpContext context, long length)
    {
        context.Response.ContentLength = length;
        for (long done = 0; done < length;)
        {
            var part = Pattern.At(done, Math.Min(length - done, 64 * 1024));
            await context.Response.BodyWriter.WriteAsync(part, context.RequestAborted);
            done += part.Length;
        }
    }

    // Answers how many bytes of the pattern came, and how their length was told.
    static async Task<string> CheckAsync(HttpContext context) =>
        $"{await ReadPatternAsync(context)} {(context.Request.ContentLength is null ? "chunked" : "counted")}\n";

    // The number of bytes, or of those before the first wrong one, negative.
    static async Task<long> ReadPatternAsync(HttpContext context)
    {
        var (total, reader) = (0L, context.Request.BodyReader);
        while (true)
        {
            var read = await reader.ReadAsync();
            foreach (var part in read.Buffer)
            {
                if (!Pattern.Is(part.Span, total))
                {
                    return -total - 1;
                }

                total += part.Length;
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return total;
            }
        }
    }

    static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }
    }

    static async Task SayGoodbyeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "goodbye", context.RequestAborted);
    }
}
