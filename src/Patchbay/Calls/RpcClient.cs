using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Patchbay.Services.Rpc;

namespace Patchbay;

/// <summary>A JSON-RPC connection of ours from its first byte to its end. Owns the connection.</summary>
sealed class RpcClient : IAsyncDisposable
{
    // The peer's own end is waited for, so that both sides finish in order, but not for ever.
    static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(1);

    readonly ConnectionContext _connection;
    readonly CancellationTokenSource _stop = new();

    /// <param name="connection">The connection.</param>
    /// <param name="options">Framing and times.</param>
    /// <param name="heard">Told of each notification, its parameters possibly undefined; on the reading loop.</param>
    public RpcClient(ConnectionContext connection, RpcOptions options, Action<string, JsonElement>? heard = null)
    {
        _connection = connection;
        Rpc = new RpcConnection(connection, new RpcHandlers("patchbay call"), options) { Notified = heard };
        Ended = RunAsync();
    }

    public RpcConnection Rpc { get; }

    /// <summary>The peer has ended, or cut, the connection.</summary>
    public Task Ended { get; }

    /// <summary>Ends our side, then the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.Transport.Output.CompleteAsync();
        await Task.WhenAny(Ended, Task.Delay(ClosingPatience));
        await _stop.CancelAsync();
        await Ended;
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    async Task RunAsync()
    {
        try
        {
            await Rpc.RunAsync(_stop.Token);
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or OperationCanceledException or InvalidOperationException)
        {
            // Whoever waits for an answer was told.
        }
    }
}
