using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Patchbay.Sockets;

/// <summary>
/// Runs a <see cref="ConnectionDelegate"/> over any <see cref="IConnectionListener"/>: accepts with back-pressure, keeps limits, drains.
/// All members are safe to call from any thread.
/// </summary>
public sealed class ConnectionHost : IAsyncDisposable
{
    // AcceptAsync hides what is transient; what it throws is rare, and must become neither a busy loop nor a flood in the log.
    static readonly TimeSpan FirstAcceptPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestAcceptPause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    // How long a stop waits for handlers whose connection was just aborted.
    static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(1);

    readonly IConnectionListener _listener;
    readonly ConnectionDelegate _application;
    readonly ConnectionHostOptions _options;
    readonly ILogger _logger;
    readonly SemaphoreSlim _slots;
    readonly ConcurrentDictionary<HostedConnection, bool> _connections = new();
    readonly ConcurrentDictionary<IPAddress, int> _perAddress = new();
    readonly CancellationTokenSource _stopping = new();
    readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _lifecycle = new();
    Task? _acceptLoop;
    Task<DrainReport>? _stop;
    ITimer? _sweeper;

    // Set when nothing can be added to the table any more: only then does an empty table mean that the drain is over.
    volatile bool _draining;
    long _accepted, _refused, _ended, _endedBytesReceived, _endedBytesSent;

    /// <summary>A host that is not started. Takes ownership of <paramref name="listener"/>.</summary>
    /// <param name="listener">Where connections come from.</param>
    /// <param name="application">What serves one connection; its end ends the connection.</param>
    /// <param name="options">Null for the defaults. Not copied: do not change it later.</param>
    /// <param name="logger">Null for silence. Hears of handlers that throw and of accept errors.</param>
    public ConnectionHost(IConnectionListener listener, ConnectionDelegate application, ConnectionHostOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(application);
        _listener = listener;
        _application = application;
        _options = options ?? new ConnectionHostOptions();
        _options.Validate();
        _logger = logger ?? NullLogger.Instance;
        _slots = new SemaphoreSlim(_options.MaxConnections);
    }

    /// <summary>Where the host really listens (port 0 resolved).</summary>
    public EndPoint EndPoint => _listener.EndPoint;

    /// <summary>What the host does now.</summary>
    public ConnectionHostStatus Status
    {
        get
        {
            long received = Interlocked.Read(ref _endedBytesReceived), sent = Interlocked.Read(ref _endedBytesSent);
            int open = 0;
            foreach (var (connection, _) in _connections)
            {
                open++;
                received += connection.BytesReceived;
                sent += connection.BytesSent;
            }

            return new(open, Interlocked.Read(ref _accepted), Interlocked.Read(ref _refused), received, sent);
        }
    }

    /// <summary>The connections served now, in no order.</summary>
    public IReadOnlyList<HostedConnectionStatus> Connections => [.. _connections.Select(static pair => pair.Key.Status)];

    /// <summary>Starts accepting. Call once.</summary>
    /// <exception cref="InvalidOperationException">Called twice, or after <see cref="StopAsync"/>.</exception>
    public void Start()
    {
        lock (_lifecycle)
        {
            if (_acceptLoop is not null || _stop is not null)
            {
                throw new InvalidOperationException("A host starts once.");
            }

            _acceptLoop = Task.Run(AcceptAsync);
            _sweeper = _options.TimeProvider.CreateTimer(static host => ((ConnectionHost)host!).Sweep(), this, SweepInterval, SweepInterval);
        }
    }

    /// <summary>
    /// Stops accepting, tells running connections through IConnectionLifetimeNotificationFeature, lets them finish within
    /// <see cref="ConnectionHostOptions.DrainTimeout"/> and aborts the rest. A second call returns the first one's report.
    /// </summary>
    /// <param name="cut">When cancelled, aborts what still runs at once.</param>
    public Task<DrainReport> StopAsync(CancellationToken cut = default)
    {
        lock (_lifecycle)
        {
            return _stop ??= DrainAsync(cut);
        }
    }

    /// <summary>Stops with the usual drain time, then lets go of the listener.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                // Accept back-pressure: no free slot, no accept; newcomers wait in the kernel's backlog.
                await _slots.WaitAsync(_stopping.Token);
                var connection = await AcceptOneAsync();
                if (connection is null)
                {
                    _slots.Release();
                    return;
                }

                Interlocked.Increment(ref _accepted);
                Begin(connection);
            }
        }
        catch (Exception error) when (_stopping.IsCancellationRequested)
        {
            // Whatever a listener throws when it is told to stop.
            _logger.LogDebug("Accepting on {EndPoint} stopped: {Reason}", _listener.EndPoint, error.Message);
        }
    }

    async ValueTask<ConnectionContext?> AcceptOneAsync()
    {
        var pause = FirstAcceptPause;
        while (true)
        {
            try
            {
                return await _listener.AcceptAsync(_stopping.Token);
            }
            catch (Exception error) when (!_stopping.IsCancellationRequested)
            {
                _logger.LogError(error, "Accepting on {EndPoint} failed; trying again in {Pause} ms.", _listener.EndPoint, pause.TotalMilliseconds);
                await Task.Delay(pause, _options.TimeProvider, _stopping.Token);
                pause = pause * 2 < LongestAcceptPause ? pause * 2 : LongestAcceptPause;
            }
        }
    }

    void Begin(ConnectionContext connection)
    {
        var hosted = new HostedConnection(this, connection);
        if (!TryEnterAddress(hosted.LimitedAddress))
        {
            Interlocked.Increment(ref _refused);
            _ = RefuseAsync(hosted);
            return;
        }

        _connections[hosted] = true;

        // As Kestrel does: a handler that blocks before its first await must not hold up the accept loop.
        ThreadPool.UnsafeQueueUserWorkItem(hosted, preferLocal: false);
    }

    async Task RefuseAsync(HostedConnection hosted)
    {
        try
        {
            hosted.Connection.Abort(new ConnectionAbortedException($"More than {_options.MaxConnectionsPerAddress} connections from {hosted.LimitedAddress}."));
            await hosted.Connection.DisposeAsync();
        }
        catch (Exception error)
        {
            LogFailure(hosted, error);
        }
        finally
        {
            _slots.Release();
        }
    }

    bool TryEnterAddress(IPAddress? address)
    {
        if (address is null)
        {
            return true;
        }

        var count = _perAddress.AddOrUpdate(address, 1, static (_, count) => count + 1);
        if (count <= _options.MaxConnectionsPerAddress)
        {
            return true;
        }

        LeaveAddress(address);
        return false;
    }

    void LeaveAddress(IPAddress? address)
    {
        if (address is not null && _perAddress.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0)
        {
            _perAddress.TryRemove(KeyValuePair.Create(address, 0));
        }
    }

    internal ConnectionHostOptions Options => _options;

    internal Task RunApplicationAsync(ConnectionContext connection) => _application(connection);

    internal void LogFailure(HostedConnection hosted, Exception error)
    {
        if (error is ConnectionResetException or ConnectionAbortedException or OperationCanceledException)
        {
            _logger.LogDebug("Connection {ConnectionId} ended: {Reason}", hosted.Connection.ConnectionId, error.Message);
        }
        else if (error is LayerException)
        {
            // The peer's doing, told in its own words; scanners do it all day.
            _logger.LogWarning("Connection {ConnectionId} from {Remote} ended: {Reason}.", hosted.Connection.ConnectionId, hosted.Connection.RemoteEndPoint, error.Message);
        }
        else
        {
            _logger.LogError(error, "The handler of connection {ConnectionId} from {Remote} failed; the connection is reset.", hosted.Connection.ConnectionId, hosted.Connection.RemoteEndPoint);
        }
    }

    internal void LogRefusal(HostedConnection hosted, LayerException error) =>
        _logger.LogWarning("{Reason} (connection {ConnectionId})", error.Message, hosted.Connection.ConnectionId);

    internal void Ended(HostedConnection hosted)
    {
        Interlocked.Add(ref _endedBytesReceived, hosted.BytesReceived);
        Interlocked.Add(ref _endedBytesSent, hosted.BytesSent);
        Interlocked.Increment(ref _ended);
        _connections.TryRemove(hosted, out _);
        LeaveAddress(hosted.LimitedAddress);
        _slots.Release();
        SignalWhenEmpty();
    }

    void SignalWhenEmpty()
    {
        if (_draining && _connections.IsEmpty)
        {
            _empty.TrySetResult();
        }
    }

    void Sweep()
    {
        var now = _options.TimeProvider.GetTimestamp();
        foreach (var (connection, _) in _connections)
        {
            connection.AbortIfIdle(now);
        }
    }

    async Task<DrainReport> DrainAsync(CancellationToken cut)
    {
        var start = Stopwatch.GetTimestamp();
        var endedBefore = Interlocked.Read(ref _ended);

        // Not CancelAsync: whoever called StopAsync may count on it that nobody can connect any more, and only our own accept loop has this token.
        _stopping.Cancel();
        try
        {
            await _listener.UnbindAsync(CancellationToken.None);
        }
        catch (Exception error)
        {
            _logger.LogError(error, "Closing the listener on {EndPoint} failed.", _listener.EndPoint);
        }

        if (_acceptLoop is not null)
        {
            await _acceptLoop;
        }

        // Whatever was open when the stop began, and what the accept loop still took.
        _draining = true;
        var open = (int)(Interlocked.Read(ref _accepted) - Interlocked.Read(ref _refused) - endedBefore);
        foreach (var (connection, _) in _connections)
        {
            connection.RequestClose();
        }

        SignalWhenEmpty();
        var cutCount = 0;
        if (!await IsEmptyWithinAsync(_options.DrainTimeout, cut))
        {
            foreach (var (connection, _) in _connections)
            {
                if (connection.Cut())
                {
                    cutCount++;
                }
            }

            // A handler that ignores its aborted connection is left behind: waiting for it would make the stop unbounded.
            await IsEmptyWithinAsync(CutPatience, CancellationToken.None);
        }

        if (_sweeper is not null)
        {
            await _sweeper.DisposeAsync();
        }

        await _listener.DisposeAsync();
        return new DrainReport(Math.Max(0, open - cutCount), cutCount, Stopwatch.GetElapsedTime(start));
    }

    async Task<bool> IsEmptyWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await _empty.Task.WaitAsync(time, _options.TimeProvider, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return _empty.Task.IsCompleted;
        }
    }
}
