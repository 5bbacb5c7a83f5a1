using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>nc that sends its FIN early: on our engines Kestrel does what it does on its own transport, which is asked in the same test.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class HalfCloseTests
{
    const string Slow = "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [NeedsTheory("nc.openbsd"), Transports(stock: false)]
    public async Task A_FIN_during_a_request_ends_it_as_on_stock_Kestrel(Transport transport)
    {
        var reference = await AnswerToEarlyFinAsync(Transport.Stock);
        Assert.Equal(new Answer("", WasAborted: true), reference);
        Assert.Equal(reference, await AnswerToEarlyFinAsync(transport));
    }

    [NeedsTheory("nc.openbsd"), Transports(stock: false)]
    public async Task A_FIN_during_a_request_leaves_the_reply_where_half_close_is_asked_for(Transport transport)
    {
        var answer = await AnswerToEarlyFinAsync(transport, halfClose: true);
        Assert.False(answer.WasAborted);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer.Text);
        Assert.Contains("late", answer.Text, StringComparison.Ordinal);
    }

    [NeedsTheory("nc.openbsd"), Transports(stock: false)]
    public async Task Middleware_may_ask_for_half_close_when_the_FIN_is_already_there(Transport transport)
    {
        var wasAborted = true;
        await using var server = await KestrelServer.StartAsync(
            transport,
            connect: next => async connection =>
            {
                var halfClose = connection.Features.Get<Sockets.IHalfCloseFeature>();
                Assert.NotNull(halfClose);
                await Waiting.Until(() => halfClose.PeerHasFinished, static () => "the FIN arrived");
                halfClose.IsEnabled = true;
                await next(connection);
            },
            map: application => application.MapGet("/slow", (HttpContext context) =>
            {
                wasAborted = context.RequestAborted.IsCancellationRequested;
                return "late";
            }));
        await using var nc = StartNc(server);
        await nc.WriteAsync(Slow);
        Assert.Equal(0, await nc.FinishAsync());
        Assert.EndsWith("late\r\n0\r\n\r\n", nc.Output);
        Assert.False(wasAborted);
    }

    [NeedsTheory("nc.openbsd"), Transports(stock: false)]
    public async Task A_FIN_after_the_reply_ends_the_connection_as_on_stock_Kestrel(Transport transport)
    {
        var reference = await AnswerBeforeFinAsync(Transport.Stock);
        Assert.EndsWith(Routes.Hello + "\r\n0\r\n\r\n", reference);
        Assert.Equal(reference, await AnswerBeforeFinAsync(transport));
    }

    [NeedsTheory("nc.openbsd"), Transports]
    public async Task A_FIN_within_a_request_ends_the_connection(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        foreach (var part in new[] { "GET / HTTP/1.1\r\nHost: loc", "G", "GET / HTTP/1.1\r\nHost: localhost\r\n" })
        {
            await using var nc = StartNc(server);
            await nc.WriteAsync(part);
            Assert.Equal(0, await nc.FinishAsync());

            // Kestrel answers 400 or nothing, whichever of its two ways to learn of the FIN comes first.
            Assert.True(nc.Output is "" || nc.Output.StartsWith("HTTP/1.1 400 Bad Request\r\n", StringComparison.Ordinal), nc.Output);
            await server.IsIdleAsync();
        }

        Assert.Equal(3, server.Connections.Served);
    }

    // The handler waits for a FIN that ends the request, or for as long as the server takes to see a FIN that does not.
    static async Task<Answer> AnswerToEarlyFinAsync(Transport transport, bool halfClose = false)
    {
        var wasAborted = false;
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await KestrelServer.StartAsync(transport, halfClose: halfClose, map: application => application.MapGet("/slow", async (HttpContext context) =>
        {
            var fin = halfClose ? PeerFinishedAsync(context) : context.RequestAborted.Cancelled();
            await fin;
            wasAborted = context.RequestAborted.IsCancellationRequested;
            finished.SetResult();
            return "late";
        }));
        await using var nc = StartNc(server);
        await nc.WriteAsync(Slow);
        Assert.Equal(0, await nc.FinishAsync());
        await finished.Task.Soon();
        return new Answer(nc.Output, wasAborted);
    }

    static Task PeerFinishedAsync(HttpContext context)
    {
        var halfClose = context.Features.Get<Sockets.IHalfCloseFeature>();
        Assert.NotNull(halfClose);
        return Waiting.Until(() => halfClose.PeerHasFinished, static () => "the FIN arrived");
    }

    static async Task<string> AnswerBeforeFinAsync(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        await using var nc = StartNc(server);
        await nc.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await nc.OutputHas(static text => text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal), "the reply");
        Assert.Equal(1, server.Connections.Count);
        Assert.Equal(0, await nc.FinishAsync());
        return Date().Replace(nc.Output, "");
    }

    static ChildProcess StartNc(KestrelServer server) => ChildProcess.Start("nc.openbsd", ["-N", "127.0.0.1", $"{server.Port}"]);

    [GeneratedRegex(@"^Date: .*\r\n", RegexOptions.Multiline)]
    private static partial Regex Date();

    sealed record Answer(string Text, bool WasAborted);
}
