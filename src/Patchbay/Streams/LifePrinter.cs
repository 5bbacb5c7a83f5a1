using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Prints the lives of this process's sockets as they happen: numbered steps on stderr, events with --json=lines.</summary>
sealed class LifePrinter : ISocketEventSink, IAsyncDisposable
{
    // Engine threads must not wait for a terminal: what the printer cannot keep up with is counted instead.
    const int MostWaiting = 4096;
    // A socket is closed on its engine's own time; a life without its end is half told.
    static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(2);
    const string PortRange = "/proc/sys/net/ipv4/ip_local_port_range";

    readonly Report _report;
    readonly Channel<SocketEvent> _steps = Channel.CreateBounded<SocketEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly Dictionary<long, LifeLine> _lives = [];
    readonly string? _portRange = File.Exists(PortRange) ? File.ReadAllText(PortRange).Trim().Replace('\t', '-') : null;
    readonly long _start = Stopwatch.GetTimestamp();
    readonly TaskCompletionSource _allClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly IDisposable _subscription;
    readonly Task _printing;
    long _lost;
    int _number;

    public LifePrinter(Report report)
    {
        _report = report;
        _printing = PrintAsync();
        _subscription = SocketEvents.Subscribe(this);
    }

    public void OnEvent(in SocketEvent socketEvent)
    {
        if (!_steps.Writer.TryWrite(socketEvent))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Waits until every socket it has told of is closed, for a bounded time, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _number) > 0)
        {
            await Task.WhenAny(_allClosed.Task, Task.Delay(ClosingPatience));
        }

        _subscription.Dispose();
        _steps.Writer.Complete();
        await _printing;
        if (_lost > 0)
        {
            _report.Say($"     {_lost} steps came faster than they could be shown");
        }
    }

    async Task PrintAsync()
    {
        await foreach (var step in _steps.Reader.ReadAllAsync())
        {
            if (!_lives.TryGetValue(step.SocketId, out var life))
            {
                _lives[step.SocketId] = life = new LifeLine(_portRange);
            }

            var (name, text) = life.Tell(step);
            var milliseconds = Stopwatch.GetElapsedTime(_start, step.Timestamp).TotalMilliseconds;
            _number++;
            // A second socket appears when a name has several addresses and the first does not answer (Happy Eyeballs).
            var socket = _lives.Count > 1 ? $"[{step.SocketId}] " : "";
            _report.Say(string.Create(CultureInfo.InvariantCulture, $"{_number,3}  {milliseconds,8:0.0} ms  {socket}{name,-10}  {text}"));
            _report.Event("life", new LifeData(_number, step.SocketId, milliseconds, name, step.Bytes, text), ProgramJson.Default.JsonEnvelopeLifeData);
            if (step.Step == SocketStep.Closed)
            {
                _lives.Remove(step.SocketId);
                if (_lives.Count == 0)
                {
                    _allClosed.TrySetResult();
                }
            }
        }
    }
}
