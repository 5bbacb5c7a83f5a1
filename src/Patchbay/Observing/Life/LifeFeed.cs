using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>
/// Brings together what is seen of sockets: a tracer's events, the host's sources, and what services of this machine's node say; makes one recording of it and has it told.
/// </summary>
sealed class LifeFeed : IAsyncDisposable
{
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    // The kernel ends connections a moment after their program.
    static readonly TimeSpan Afterwards = TimeSpan.FromMilliseconds(150);

    readonly LifeJoin _join;
    readonly LifeTelling _telling;
    readonly HostWatch _watch;
    readonly Channel<PeerNote> _notes = Channel.CreateBounded<PeerNote>(4096);
    PeerNotes? _subscription;

    LifeFeed(LifeTelling telling, ushort? port, Func<SocketEnd, SocketEnd, bool>? wanted, IReadOnlyCollection<ushort> ports)
    {
        _telling = telling;
        _join = new LifeJoin(wanted);
        _watch = HostWatch.Start(new HostWatchRequest { Port = port, Ports = ports.Count > 0 ? () => ports : () => _join.Ports });
        telling.Start = _watch.Began;
    }

    /// <summary>Begins to watch the host.</summary>
    /// <param name="telling">Takes what is seen.</param>
    /// <param name="dataDirectory">Of the node whose services are heard.</param>
    /// <param name="port">Segments of this port only.</param>
    /// <param name="wanted">Which sockets are told though no program is traced.</param>
    /// <param name="ports">The ports to look for in the table; empty for those of the traced program's sockets.</param>
    public static async Task<LifeFeed> StartAsync(
        LifeTelling telling, string dataDirectory, ushort? port = null, Func<SocketEnd, SocketEnd, bool>? wanted = null, params IReadOnlyCollection<ushort> ports)
    {
        var feed = new LifeFeed(telling, port, wanted, ports);
        feed._subscription = await PeerNotes.TryStartAsync(dataDirectory, note => feed._notes.Writer.TryWrite(note));
        return feed;
    }

    /// <summary>Tells what is seen until the tracer's events end, or until stopped where there is no tracer.</summary>
    /// <param name="traced">A tracer's events; null for none.</param>
    /// <param name="stop">When to stop where there is no tracer.</param>
    public async Task RunAsync(ChannelReader<LifeEvent>? traced, CancellationToken stop)
    {
        var ended = traced?.Completion ?? Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        while (!ended.IsCompleted)
        {
            Take(traced);
            await Task.WhenAny(ended, traced is null ? Task.Delay(Beat, CancellationToken.None) : Task.WhenAny(traced.WaitToReadAsync(CancellationToken.None).AsTask(), Task.Delay(Beat, CancellationToken.None)));
        }

        for (var left = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(left) < Afterwards && traced is not null;)
        {
            Take(traced);
            await Task.Delay(Beat, CancellationToken.None);
        }

        _watch.Stop();
        await foreach (var sighting in _watch.Sightings.ReadAllAsync(CancellationToken.None))
        {
            _telling.Add(_join.Add(sighting));
        }

        Take(traced);
        _telling.Add(_join.Finish());
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await (_subscription?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    void Take(ChannelReader<LifeEvent>? traced)
    {
        while (traced?.TryRead(out var seen) == true)
        {
            _telling.Add(_join.Add(seen));
        }

        while (_watch.Sightings.TryRead(out var sighting))
        {
            _telling.Add(_join.Add(sighting));
        }

        while (_notes.Reader.TryRead(out var note))
        {
            if (Sighting(note) is { } heard)
            {
                _telling.Add(_join.Add(heard));
            }
        }

        _telling.Tick();
    }

    // Both processes read one clock: CLOCK_MONOTONIC.
    HostSighting? Sighting(PeerNote note) =>
        IPEndPoint.TryParse(note.Local, out var local) && IPEndPoint.TryParse(note.Remote, out var remote)
            ? new HostSighting(new NoteEvent { At = TimeSpan.FromSeconds(note.Seconds - ((double)_watch.Began / Stopwatch.Frequency)), Speaker = note.Service, Text = note.Words }, End(local), End(remote))
            : null;

    static SocketEnd End(IPEndPoint end) => new(HostAddress.From(end.Address), (ushort)end.Port);
}
