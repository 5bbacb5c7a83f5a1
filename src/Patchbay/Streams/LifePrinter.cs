using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>
/// Prints the lives of this process's sockets as they happen: numbered steps on stderr, events with --json=lines. Between them stands what the service at the other end says,
/// where it is one of this machine's node.
/// </summary>
sealed class LifePrinter : ISocketEventSink, IAsyncDisposable
{
    // Engine threads must not wait for a terminal: what the printer cannot keep up with is counted instead.
    const int MostWaiting = 4096;
    // A socket is closed on its engine's own time; a life without its end is half told.
    static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(2);
    const string PortRange = "/proc/sys/net/ipv4/ip_local_port_range";

    readonly Report _report;
    readonly Channel<(SocketEvent Step, PeerNote? Note)> _steps = Channel.CreateBounded<(SocketEvent, PeerNote?)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly Dictionary<long, LifeLine> _lives = [];
    readonly PeerNoteMatcher _matcher = new();
    readonly string? _portRange = File.Exists(PortRange) ? File.ReadAllText(PortRange).Trim().Replace('\t', '-') : null;
    readonly long _start = Stopwatch.GetTimestamp();
    readonly TaskCompletionSource _allClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly IDisposable _subscription;
    readonly Task _printing;
    PeerNotes? _notes;
    long _lost;
    int _number;

    public LifePrinter(Report report)
    {
        _report = report;
        _printing = PrintAsync();
        _subscription = SocketEvents.Subscribe(this);
    }

    public void OnEvent(in SocketEvent socketEvent) => Add(socketEvent, null);

    /// <summary>Begins to tell what the service at the other end says; does nothing where that cannot be heard. Call before the connection is made.</summary>
    public async Task HearPeerAsync(Address address, string dataDirectory) =>
        _notes = await PeerNotes.TryStartAsync(address, dataDirectory, note => Add(default, note));

    /// <summary>Waits until every socket it has told of is closed, for a bounded time, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _number) > 0)
        {
            await Task.WhenAny(_allClosed.Task, Task.Delay(ClosingPatience));
        }

        await (_notes?.DisposeAsync() ?? ValueTask.CompletedTask);
        _subscription.Dispose();
        _steps.Writer.Complete();
        await _printing;
        if (_lost > 0)
        {
            _report.Say($"     {_lost} steps came faster than they could be shown");
        }
    }

    void Add(in SocketEvent step, PeerNote? note)
    {
        if (!_steps.Writer.TryWrite((step, note)))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    async Task PrintAsync()
    {
        await foreach (var (step, note) in _steps.Reader.ReadAllAsync())
        {
            if (note is null)
            {
                Print(step);
            }

            foreach (var (socket, ours) in note is null ? _matcher.Saw(step) : _matcher.Heard(note))
            {
                // Both processes read one clock: CLOCK_MONOTONIC.
                Print(socket, (ours.Seconds - ((double)_start / Stopwatch.Frequency)) * 1000, ours.Service, ours.Words, 0);
            }
        }
    }

    void Print(in SocketEvent step)
    {
        if (!_lives.TryGetValue(step.SocketId, out var life))
        {
            _lives[step.SocketId] = life = new LifeLine(_portRange);
        }

        var (name, text) = life.Tell(step);
        Print(step.SocketId, Stopwatch.GetElapsedTime(_start, step.Timestamp).TotalMilliseconds, name, text, step.Bytes);
        if (step.Step == SocketStep.Closed)
        {
            _lives.Remove(step.SocketId);
            if (_lives.Count == 0)
            {
                _allClosed.TrySetResult();
            }
        }
    }

    void Print(long socketId, double milliseconds, string name, string text, long bytes)
    {
        _number++;
        // A second socket appears when a name has several addresses and the first does not answer (Happy Eyeballs).
        var socket = _lives.Count > 1 ? $"[{socketId}] " : "";
        _report.Say(string.Create(CultureInfo.InvariantCulture, $"{_number,3}  {milliseconds,8:0.0} ms  {socket}{name,-10}  {text}"));
        _report.Event("life", new LifeData(_number, socketId, milliseconds, name, bytes, text), ProgramJson.Default.JsonEnvelopeLifeData);
    }
}
