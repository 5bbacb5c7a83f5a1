using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>Connects through proxies: to the nearest one, then by each to the next, by the last to the target.</summary>
/// <param name="engine">Where the socket comes from.</param>
/// <param name="settings">Credentials and the time a proxy may take.</param>
internal sealed class ProxyConnector(ISocketEngine engine, LayerSettings settings)
{
    /// <summary>A proxy that says more than this before it is done says nothing we know.</summary>
    const int MaxAnswer = 2 * HttpHeadParser.MaxSize;

    /// <exception cref="LayerException">A proxy cannot be reached, does not do its part in time, or refuses.</exception>
    public async ValueTask<ConnectionContext> ConnectAsync(IReadOnlyList<ProxyAddress> chain, string host, int port, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(settings.ProxyTimeout, settings.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var connection = await ReachAsync(chain[0], late.Token, limit.Token);
        for (var i = 0; i < chain.Count; i++)
        {
            var (nextHost, nextPort) = i + 1 < chain.Count ? (chain[i + 1].Host, chain[i + 1].Port) : (host, port);
            try
            {
                await AskAsync(connection, chain[i], nextHost, nextPort, limit.Token);
            }
            catch (Exception error)
            {
                connection.Abort(new ConnectionAbortedException("The proxy did not connect us.", error));
                await connection.DisposeAsync();
                throw error is OperationCanceledException && late.IsCancellationRequested && !cancellationToken.IsCancellationRequested
                    ? new LayerException(LayerFailure.Proxy, $"the proxy {chain[i]} did not connect to {ProxyAddress.JoinHost(nextHost, nextPort)} within {Duration.Format(settings.ProxyTimeout)}", "It took the connection and gave no answer.", error)
                    : error is LayerException or OperationCanceledException ? error
                    : new LayerException(LayerFailure.Proxy, $"the proxy {chain[i]} ended the connection: {error.Message.TrimEnd('.')}", "Does it speak this protocol?", error);
            }
        }

        return connection;
    }

    async ValueTask<ConnectionContext> ReachAsync(ProxyAddress proxy, CancellationToken late, CancellationToken limit)
    {
        try
        {
            return await engine.ConnectAsync(AddressEndPoints.ToRemoteEndPoint(proxy.ToAddress()), limit);
        }
        catch (ConnectException error) when (error.Outcome != ConnectOutcome.Cancelled || late.IsCancellationRequested)
        {
            throw new LayerException(LayerFailure.Proxy, $"the proxy {proxy} cannot be reached: {error.Message.TrimEnd('.')}", error.Hint, error);
        }
        catch (OperationCanceledException error) when (late.IsCancellationRequested)
        {
            throw new LayerException(LayerFailure.Proxy, $"the proxy {proxy} did not answer within {Duration.Format(settings.ProxyTimeout)}", "Is the address right, and is it up?", error);
        }
    }

    async Task AskAsync(ConnectionContext connection, ProxyAddress proxy, string host, int port, CancellationToken cancellationToken)
    {
        ProxyHandshake handshake = proxy.Kind == ProxyKind.Http ? new HttpConnectHandshake(host, port, settings.ProxyCredentials) : new Socks5Handshake(host, port, settings.ProxyCredentials);
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (!handshake.IsDone)
        {
            var question = handshake.TakeOutput();
            if (!question.IsEmpty)
            {
                await output.WriteAsync(question, cancellationToken);
            }

            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var taken = handshake.Read(buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray());
            input.AdvanceTo(buffer.GetPosition(taken), taken > 0 ? buffer.GetPosition(taken) : buffer.End);
            if (handshake.Failure is { } failure)
            {
                throw new LayerException(LayerFailure.Proxy, $"the proxy {proxy} did not connect to {ProxyAddress.JoinHost(host, port)}: {failure}", handshake.Hint);
            }

            if (taken == 0 && (result.IsCompleted || buffer.Length > MaxAnswer))
            {
                throw new LayerException(
                    LayerFailure.Proxy,
                    $"the proxy {proxy} {(result.IsCompleted ? "ended the connection" : "answered with something else")} before it had connected to {ProxyAddress.JoinHost(host, port)}",
                    "Does it speak this protocol, and does it let you in?");
            }
        }

        SocketEvents.Annotate(connection, $"{proxy} has connected to {ProxyAddress.JoinHost(host, port)}");
    }
}
