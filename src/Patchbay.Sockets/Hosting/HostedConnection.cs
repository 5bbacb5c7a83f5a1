using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>One connection of a <see cref="ConnectionHost"/>: runs the handler, then ends both directions properly.</summary>
internal sealed class HostedConnection : IThreadPoolWorkItem, IConnectionLifetimeNotificationFeature
{
    // A peer that takes nothing of our last bytes for so long will not take them at all.
    static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(30);

    readonly ConnectionHost _host;
    readonly IConnectionCountersFeature? _counters;
    CancellationTokenSource? _closeRequested;
    volatile bool _closing;
    bool _isCloseRequested, _cut;
    readonly long _sinceTicks;
    long _lastBytes = -1, _lastActivity;

    public HostedConnection(ConnectionHost host, ConnectionContext connection)
    {
        _host = host;
        Connection = connection;
        _sinceTicks = host.Options.TimeProvider.GetUtcNow().UtcTicks;
        _counters = connection.Features.Get<IConnectionCountersFeature>();
        if (host.Options.MaxConnectionsPerAddress is not null)
        {
            // Through a dual-stack listener an IPv4 client shows as ::ffff:a.b.c.d; it is the same client.
            LimitedAddress = connection.RemoteEndPoint is IPEndPoint { Address: var address } ? MappedAddress.Unmap(address) : null;
        }
    }

    public ConnectionContext Connection { get; }

    public HostedConnectionStatus Status => new(Connection.ConnectionId, Connection.LocalEndPoint, Connection.RemoteEndPoint, new DateTimeOffset(_sinceTicks, TimeSpan.Zero), BytesReceived, BytesSent);

    /// <summary>The address that counts against the limit per address; null when there is no limit or no address.</summary>
    public IPAddress? LimitedAddress { get; }

    public long BytesReceived => _counters?.BytesReceived ?? 0;

    public long BytesSent => _counters?.BytesSent ?? 0;

    /// <summary>Made on first use: most handlers never ask, and idle connections are counted in bytes.</summary>
    public CancellationToken ConnectionClosedRequested
    {
        get
        {
            lock (this)
            {
                if (_closeRequested is null)
                {
                    // One that is asked late is cancelled from the start: no callback ever runs under the lock.
                    var source = new CancellationTokenSource();
                    if (_isCloseRequested)
                    {
                        source.Cancel();
                    }

                    _closeRequested = source;
                }

                return _closeRequested.Token;
            }
        }
        set => throw new NotSupportedException("The host decides when a connection is asked to close.");
    }

    public void RequestClose()
    {
        CancellationTokenSource? source;
        lock (this)
        {
            _isCloseRequested = true;
            source = _closeRequested;
        }

        // Outside the lock and off this thread: the callbacks are the handler's code.
        if (source is not null)
        {
            _ = source.CancelAsync();
        }
    }

    public void Execute() => _ = RunAsync();

    async Task RunAsync()
    {
        if (Connection.Features.Get<IHalfCloseFeature>() is { } halfClose)
        {
            halfClose.IsEnabled = true;
        }

        Connection.Features.Set<IConnectionLifetimeNotificationFeature>(this);
        try
        {
            await RunApplicationAsync();
            BeginClosing();
            await Connection.Transport.Output.CompleteAsync();
            await Lingering.UntilEndAsync(Connection.Transport.Input, _host.Options.LingerTimeout, _host.Options.TimeProvider);
        }
        catch (Exception error)
        {
            _host.LogFailure(this, error);
            Connection.Abort(error as ConnectionAbortedException ?? new ConnectionAbortedException("The handler failed.", error));
        }

        BeginClosing();
        try
        {
            await Connection.DisposeAsync();
        }
        catch (Exception error)
        {
            _host.LogFailure(this, error);
        }
        finally
        {
            _host.Ended(this);
        }
    }

    async Task RunApplicationAsync()
    {
        try
        {
            await _host.RunApplicationAsync(Connection);
        }
        catch (OperationCanceledException) when (_isCloseRequested && !_cut)
        {
            // The handler waited with ConnectionClosedRequested and was told: that is how a drained connection ends, with FIN and not with RST.
        }
        catch (LayerException error)
        {
            // The peer's fault and the end of its connection alone. FIN and not RST: an alert that says why may be on its way.
            _host.LogRefusal(this, error);
        }
    }

    void BeginClosing()
    {
        if (!_closing)
        {
            _lastActivity = _host.Options.TimeProvider.GetTimestamp();
            _closing = true;
        }
    }

    public void AbortIfIdle(long now)
    {
        var limit = _host.Options.IdleTimeout;
        if (_closing && (limit is null || limit > ClosingPatience))
        {
            limit = ClosingPatience;
        }

        if (limit is null || _counters is null)
        {
            return;
        }

        var bytes = BytesReceived + BytesSent;
        if (bytes != _lastBytes)
        {
            _lastBytes = bytes;
            _lastActivity = now;
        }
        else if (_host.Options.TimeProvider.GetElapsedTime(_lastActivity, now) >= limit)
        {
            Connection.Abort(new ConnectionAbortedException($"No byte in either direction for {limit.Value.TotalSeconds:0.#} s."));
        }
    }

    /// <summary>Aborts; true for the first call only.</summary>
    public bool Cut()
    {
        if (_cut)
        {
            return false;
        }

        _cut = true;
        Connection.Abort(new ConnectionAbortedException("The server stopped and its drain time was over."));
        return true;
    }
}
