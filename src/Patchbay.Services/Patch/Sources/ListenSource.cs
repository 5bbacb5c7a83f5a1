using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>
/// Accepts stream connections: a <see cref="ConnectionHost"/> for each listener, whose handler hands the connection over and lasts as long as its end.
/// Handshakes of layers run beside one another.
/// </summary>
public sealed class ListenSource : EndSource
{
    readonly List<ConnectionHost> _hosts = [];
    readonly Channel<PatchEnd> _accepted = Channel.CreateUnbounded<PatchEnd>();
    readonly CancellationTokenSource _cut = new();
    List<Task<DrainReport>> _stops = [];

    ListenSource(IReadOnlyList<Address> bound) => Bound = bound;

    /// <inheritdoc/>
    public override bool Listens => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Address> Bound { get; }

    /// <summary>Listens on an address.</summary>
    /// <param name="engine">Where sockets come from.</param>
    /// <param name="address">A listening address of kind TCP or Unix.</param>
    /// <param name="layers">What layers need besides.</param>
    /// <param name="most">Connections at once, those that nobody took yet included; more wait in the kernel's backlog.</param>
    /// <param name="logger">Hears of handshakes and accepts that fail.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BindException">It cannot be listened on.</exception>
    /// <exception cref="LayerException">The settings of a layer cannot be used.</exception>
    public static async ValueTask<ListenSource> OpenAsync(
        ISocketEngine engine, Address address, LayerSettings layers, int most, ILogger logger, CancellationToken cancellationToken)
    {
        var listeners = await Listening.BindAsync(engine, address, cancellationToken);
        return Start([.. listeners], [.. listeners.Select(static listener => listener.Address)], address, layers, most, logger);
    }

    /// <summary>Accepts from listeners that are there.</summary>
    internal static ListenSource Start(IReadOnlyList<IConnectionListener> listeners, IReadOnlyList<Address> bound, Address address, LayerSettings layers, int most, ILogger logger)
    {
        var source = new ListenSource(bound);
        // The patch drains, not the host: an end's connection lasts as long as the patch wants it.
        var options = new ConnectionHostOptions { MaxConnections = most, DrainTimeout = TimeSpan.FromDays(1) };
        var handler = AddressLayers.Accept(address, layers, source.HandOverAsync);
        source._hosts.AddRange(listeners.Select(listener => new ConnectionHost(listener, handler, options, logger)));
        source._hosts.ForEach(static host => host.Start());
        return source;
    }

    /// <inheritdoc/>
    public override async ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken)
    {
        try
        {
            return await _accepted.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask StopAsync()
    {
        if (_stops.Count == 0)
        {
            _stops = _hosts.ConvertAll(host => host.StopAsync(_cut.Token));
            _accepted.Writer.TryComplete();
            // Nobody will take them any more; to a client it is as if it had come a moment later.
            while (_accepted.Reader.TryRead(out var waiting))
            {
                waiting.Abort("we stopped");
                await waiting.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _cut.CancelAsync();
        await Task.WhenAll(_stops);
        _cut.Dispose();
    }

    async Task HandOverAsync(ConnectionContext connection)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new ConnectionEnd(connection, close: async () =>
        {
            if (connection is PlainConnection)
            {
                // Its host can see nothing of it but that it is closed.
                await connection.DisposeAsync();
            }

            ended.TrySetResult();
        });
        if (!_accepted.Writer.TryWrite(end))
        {
            throw new ConnectionAbortedException("We stopped.");
        }

        await ended.Task;
    }
}
