using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>WebSocket (RFC 6455) as a layer: the upgrade of HTTP/1.1, and then bytes in messages.</summary>
/// <param name="options">What the address says.</param>
/// <param name="clock">For waits after the handshake.</param>
internal sealed class WebSocketLayer(WebSocketOptions options, TimeProvider clock) : IConnectionLayer
{
    /// <summary>How long a client that was refused may take to end, so that its answer is not lost to a RST.</summary>
    static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(2);

    public string Name => "ws";

    public ValueTask<ConnectionContext> ConnectAsync(ConnectionContext inner, CancellationToken cancellationToken) => OwnAsync(inner, AskAsync, cancellationToken);

    public ValueTask<ConnectionContext> AcceptAsync(ConnectionContext inner, CancellationToken cancellationToken) => OwnAsync(inner, AnswerAsync, cancellationToken);

    static async ValueTask<ConnectionContext> OwnAsync(
        ConnectionContext inner, Func<ConnectionContext, CancellationToken, Task<WebSocketConnection>> handshake, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await handshake(inner, cancellationToken);
            connection.Start();
            return connection;
        }
        catch (Exception error)
        {
            if (error is not LayerException)
            {
                inner.Abort(new ConnectionAbortedException("The WebSocket handshake failed.", error));
            }

            await inner.DisposeAsync();
            throw;
        }
    }

    async Task<WebSocketConnection> AskAsync(ConnectionContext inner, CancellationToken cancellationToken)
    {
        var handshake = new WebSocketClientHandshake(options, WebSocketHandshake.NewKey());
        await inner.Transport.Output.WriteAsync(handshake.Request(), cancellationToken);
        var (head, failure, bytes) = await HttpHeadReader.ReadAsync(inner.Transport.Input, cancellationToken);
        if (head is null)
        {
            throw failure is not null
                ? Refused($"what answers at {options.Host} is no web server: {failure}", "Its port may speak another protocol, or TLS: wss:.")
                : Refused($"{options.Host} ended the connection {(bytes == 0 ? "without an answer" : "in the middle of its answer")} to the WebSocket upgrade", "It may want TLS: wss:.");
        }

        if (handshake.Judge(head) is { } refusal)
        {
            throw Refused($"{options.Host}{options.Path} is no WebSocket for us: {refusal.Failure}{FirstLineOfBody(inner.Transport.Input)}", refusal.Hint);
        }

        SocketEvents.Annotate(inner, $"WebSocket: upgraded{(handshake.HalfClose ? ", with half-close" : "")}");
        return new WebSocketConnection(inner, isServer: false, handshake.HalfClose, options, clock);
    }

    async Task<WebSocketConnection> AnswerAsync(ConnectionContext inner, CancellationToken cancellationToken)
    {
        var (head, failure, bytes) = await HttpHeadReader.ReadAsync(inner.Transport.Input, cancellationToken);
        if (head is null && failure is null)
        {
            throw Refused(bytes == 0 ? "the client ended without asking for an upgrade" : "the client ended in the middle of its request", "");
        }

        var answer = head is null ? WebSocketServerHandshake.AnswerGarbage(failure!) : WebSocketServerHandshake.Answer(head, options, inner.LocalEndPoint);
        await inner.Transport.Output.WriteAsync(answer.Response, cancellationToken);
        if (answer.Refusal is null)
        {
            SocketEvents.Annotate(inner, $"WebSocket: upgraded at {answer.Path}{(answer.HalfClose ? ", with half-close" : "")}");
            return new WebSocketConnection(inner, isServer: true, answer.HalfClose, options, clock);
        }

        await inner.Transport.Output.CompleteAsync();
        await DrainAsync(inner.Transport.Input, cancellationToken);
        throw Refused($"the client's upgrade was refused with {answer.Refusal}", "");
    }

    /// <summary>Unread octets would turn our FIN into a RST, which can overtake the answer.</summary>
    async Task DrainAsync(PipeReader input, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(RefusalPatience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(limit.Token);
                input.AdvanceTo(result.Buffer.End);
                limit.Token.ThrowIfCancellationRequested();
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // The client did not wait for the answer, or takes its time.
        }
    }

    /// <summary>What a server says besides, when it came along and is one line of text.</summary>
    static string FirstLineOfBody(PipeReader input)
    {
        if (!input.TryRead(out var result))
        {
            return "";
        }

        var piece = System.Text.Encoding.ASCII.GetString(result.Buffer.FirstSpan[..Math.Min(result.Buffer.FirstSpan.Length, 200)]).Trim();
        input.AdvanceTo(result.Buffer.Start);
        return piece.Length > 0 && piece.All(static c => c is >= ' ' and <= '~') && !piece.StartsWith('<') && !piece.StartsWith('{') ? $" ({piece.TrimEnd('.')})" : "";
    }

    static LayerException Refused(string message, string hint) => new(LayerFailure.Upgrade, message, hint);
}
