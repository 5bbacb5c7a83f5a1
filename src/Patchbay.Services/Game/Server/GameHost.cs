using Microsoft.Extensions.Logging;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;
using Patchbay.Sockets;

namespace Patchbay.Services.Game.Server;

/// <summary>
/// Runs a <see cref="GameServer"/>: feeds it from its sockets and ticks it 30 times a second on a thread of its own, which sleeps while nobody is here. Members are
/// safe to call from any thread.
/// </summary>
sealed class GameHost : IAsyncDisposable
{
    const long TickTime = 1_000_000 / CaveRules.TicksPerSecond;

    // Behind by more, the lost ticks are not made up for: a burst of them would help nobody.
    const int MostBehind = 5;

    // A stop tells the clients so often: they need not find out by silence.
    const int Farewells = 5;

    const long FailureSilence = 10_000_000;

    const int SayTicksEvery = 30 * CaveRules.TicksPerSecond;

    readonly Lock _gate = new();
    readonly GameServer _server;
    readonly TransportPort[] _ports;
    readonly ILogger _logger;
    readonly FileStream? _recording;
    readonly ManualResetEventSlim _wake = new(false, spinCount: 0);
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly bool _isSimulated;
    volatile bool _isStopping;
    long _late, _lastFailure = -FailureSilence;

    /// <param name="sockets">Owned.</param>
    /// <param name="options">How the game is run.</param>
    /// <param name="conditions">Of a simulated network; null for none.</param>
    /// <param name="recording">Where the game is written down; owned; null for nowhere.</param>
    /// <param name="logger">Where it speaks.</param>
    public GameHost(IReadOnlyList<DatagramSocket> sockets, GameServerOptions options, NetworkConditions? conditions, FileStream? recording, ILogger logger)
    {
        (_logger, _recording, _isSimulated) = (logger, recording, conditions is not null);
        _server = new GameServer(options, TransportClock.Now) { Annotate = Annotate };
        if (recording is not null)
        {
            _server.Recording = new CaveRecordingWriter(recording);
            _server.Recording.WriteHeader(options.Cave);
        }

        _ports = [.. sockets.Select((socket, number) => new TransportPort(socket, (byte)number, conditions, Feed) { OnFailure = Fail })];
    }

    /// <summary>How long the last ticks took.</summary>
    public TickTimes Ticks { get; } = new();

    public ServiceStatus Status
    {
        get
        {
            lock (_gate)
            {
                var (simulation, listener) = (_server.Simulation, _server.Listener);
                var people = _server.Guests.Count(static guest => guest.Slot >= 0);
                var sum = new ServiceStatus(listener.Sessions.Count, listener.Accepted, listener.Counters[TransportRefusal.NoPlace], 0, 0)
                {
                    DatagramsRefused = listener.Counters.Total,
                    Figures =
                    [
                        new("players", people), new("bots", simulation.Bots), new("round", simulation.Round), new("tick", simulation.Tick),
                        new("tick p50", Ticks.Percentile(50) / 1000, "ms"), new("tick p99", Ticks.Percentile(99) / 1000, "ms"), new("late ticks", Volatile.Read(ref _late)),
                        new("timed out", listener.TimedOut), new("forged", listener.Counters[TransportRefusal.Forged]), new("replayed", listener.Counters[TransportRefusal.Replayed]),
                        new("too fast", listener.Counters[TransportRefusal.TooFast]), new("bad cookies", listener.Counters[TransportRefusal.BadCookie]),
                    ],
                };
                return _ports.Aggregate(sum, static (sum, port) => sum.Plus(port.Status));
            }
        }
    }

    public IReadOnlyList<ServiceConnection> Connections
    {
        get
        {
            lock (_gate)
            {
                return [.. _server.Listener.Sessions.Select(session => new ServiceConnection(
                    session.Connection.Session.ToString("x8", System.Globalization.CultureInfo.InvariantCulture), _ports[session.Peer.Bytes[^1]].Socket.LocalEndPoint.ToString() ?? "",
                    session.Peer.ToString(), session.SinceTime, session.BytesReceived, session.BytesSent))];
            }
        }
    }

    /// <summary>Starts receiving and ticking. Call once.</summary>
    public void Start()
    {
        foreach (var port in _ports)
        {
            port.Start(_gate, () => FedAsync(port));
        }

        new Thread(Run) { IsBackground = true, Name = "game ticks" }.Start();
    }

    /// <summary>Tells the clients and ends.</summary>
    /// <returns>How many clients there were.</returns>
    public async Task<int> StopAsync(CancellationToken cut)
    {
        int clients;
        lock (_gate)
        {
            clients = _server.Listener.Sessions.Count;
            _server.Stop();
        }

        for (var i = 0; i < Farewells && clients > 0 && !cut.IsCancellationRequested; i++)
        {
            await Task.Delay(TimeSpan.FromMicroseconds(TickTime), cut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _isStopping = true;
        _wake.Set();
        await _ended.Task;
        return clients;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var port in _ports)
        {
            await port.DisposeAsync();
        }

        lock (_gate)
        {
            _server.Dispose();
        }

        if (_recording is not null)
        {
            await _recording.DisposeAsync();
        }

        _wake.Dispose();
    }

    void Feed(ReadOnlySpan<byte> from, Span<byte> datagram)
    {
        var sink = new PortSink(_ports);
        _server.Receive(TransportClock.Now, from, datagram, ref sink);
    }

    ValueTask FedAsync(TransportPort port)
    {
        _wake.Set();
        return port.FlushAsync(_gate);
    }

    void Run()
    {
        try
        {
            for (var next = TransportClock.Now; !_isStopping;)
            {
                next = Wait(next);
                if (!_isStopping)
                {
                    Tick();
                }
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }

    /// <summary>Waits for the next tick, or for the first client; returns the tick after it.</summary>
    long Wait(long next)
    {
        var now = TransportClock.Now;
        for (; IsIdle() && !_isStopping; next = now = TransportClock.Now)
        {
            _wake.Wait();
            _wake.Reset();
        }

        while (now < next && !_isStopping)
        {
            Thread.Sleep(TimeSpan.FromMicroseconds(Math.Max(50, next - now)));
            now = TransportClock.Now;
        }

        if (now - next <= MostBehind * TickTime)
        {
            return next + TickTime;
        }

        Volatile.Write(ref _late, _late + ((now - next) / TickTime));
        Annotate($"LAG {(now - next) / 1000} ms behind");
        return now + TickTime;
    }

    bool IsIdle()
    {
        lock (_gate)
        {
            return _server.IsEmpty && !_isSimulated;
        }
    }

    void Tick()
    {
        var start = TransportClock.Now;
        try
        {
            lock (_gate)
            {
                foreach (var port in _ports)
                {
                    port.Simulate();
                }

                var sink = new PortSink(_ports);
                _server.Tick(start, ref sink);
            }

            foreach (var port in _ports)
            {
                var sending = port.FlushAsync(_gate);
                if (!sending.IsCompletedSuccessfully)
                {
                    sending.AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch (IOException error)
        {
            _logger.LogError("The recording cannot be written any more: {Reason}", error.Message);
            _server.Recording = null;
        }
        catch (Exception error)
        {
            Fail(error);
        }

        Ticks.Add(TransportClock.Now - start);
        if (Ticks.Count % SayTicksEvery == 0)
        {
            Annotate(FormattableString.Invariant($"TICK {_server.Simulation.Tick}: {_server.Simulation.Present} players, p99 {Ticks.Percentile(99) / 1000:0.0} ms"));
        }
    }

    /// <summary>Says so, but not thirty times a second.</summary>
    void Fail(Exception error)
    {
        var now = TransportClock.Now;
        if (now - Interlocked.Read(ref _lastFailure) >= FailureSilence)
        {
            Interlocked.Exchange(ref _lastFailure, now);
            _logger.LogError(error, "The game goes on after a failure.");
        }
    }

    void Annotate(string text)
    {
        _logger.LogDebug("{Event}", text);
        if (SocketEvents.IsEnabled)
        {
            foreach (var port in _ports)
            {
                SocketEvents.Annotate(port.Socket, text);
            }
        }
    }

    readonly struct PortSink(TransportPort[] ports) : IDatagramSink
    {
        public void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram) => ports[to[^1]].Send(to, datagram);
    }
}
