using System.Diagnostics;
using System.Threading.Channels;
using Patchbay.Linux;
using Patchbay.Linux.Bpf;
using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>
/// Watches the TCP sockets of this network namespace from outside, by every source that is permitted: the kernel's tracepoints, its notices, its table, and the segments on the wire.
/// What is refused is told as an <see cref="UnseenEvent"/>, once. Linux only. Members are safe to call from any thread.
/// </summary>
public sealed class HostWatch : IAsyncDisposable
{
    // Sources never wait for a reader.
    const int MostWaiting = 65_536;

    readonly Channel<HostSighting> _sightings = Channel.CreateBounded<HostSighting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly List<IHostSource> _sources = [];
    readonly List<Thread> _threads = [];
    readonly LifeClock _clock = new();
    long _lost;
    int _running;

    HostWatch(HostWatchRequest request)
    {
        Open(LifeSource.Tracepoints, "states as they change, RSTs and repeated segments", () => new TracepointSource(_clock));
        if (request.Segments)
        {
            Open(LifeSource.Wire, "segments on the wire", () => new WireSource(_clock, request.Port));
        }

        Open(LifeSource.Notices, "the end of sockets", () => new NoticeSource(_clock));
        Open(LifeSource.Table, "states and buffers from outside", () => new TableSource(_clock, request.Ports));
        // What it took to open them is no part of anybody's life.
        _clock.Start = Stopwatch.GetTimestamp();
        _running = _sources.Count;
        foreach (var source in _sources)
        {
            var thread = new Thread(() => Run(source)) { IsBackground = true, Name = $"watch {source.Source}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>When the recording began: see <see cref="Stopwatch.GetTimestamp"/>. Every source is open by then.</summary>
    public long Began => _clock.Start;

    /// <summary>What is seen, about in the order of time. Completes after <see cref="Stop"/>.</summary>
    public ChannelReader<HostSighting> Sightings => _sightings.Reader;

    /// <summary>Begins. Never fails: what cannot be watched is told.</summary>
    public static HostWatch Start(HostWatchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new HostWatch(request);
    }

    /// <summary>Ends soon: <see cref="Sightings"/> completes when everything that was seen is told.</summary>
    public void Stop()
    {
        foreach (var source in _sources)
        {
            source.Stop();
        }

        if (_sources.Count == 0)
        {
            _sightings.Writer.TryComplete();
        }
    }

    /// <summary>Stops and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await Task.Run(() => _threads.ForEach(static thread => thread.Join()));
        foreach (var source in _sources)
        {
            source.Dispose();
        }

        _sources.Clear();
    }

    void Open(LifeSource source, string what, Func<IHostSource> open)
    {
        try
        {
            _sources.Add(open());
        }
        catch (Exception error) when (error is BpfException or NetlinkException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            Tell(Refusal(source, what, error));
        }
    }

    void Run(IHostSource source)
    {
        try
        {
            source.Run(sighting =>
            {
                if (!_sightings.Writer.TryWrite(sighting))
                {
                    Interlocked.Increment(ref _lost);
                }
            });
        }
        catch (Exception error) when (error is ObservationException or NetlinkException or IOException)
        {
            Tell(Refusal(source.Source, "what went on after this moment", error));
        }

        if (source.Losses > 0)
        {
            Tell(new UnseenEvent { At = _clock.Now, Source = source.Source, Reason = $"{source.Losses} events of the kernel came faster than they could be read" });
        }

        if (Interlocked.Decrement(ref _running) == 0)
        {
            if (_lost > 0)
            {
                Tell(new UnseenEvent { At = _clock.Now, Source = source.Source, Reason = $"{_lost} events came faster than they could be told", Hint = "watch fewer sockets: --port, --tuple" });
            }

            _sightings.Writer.TryComplete();
        }
    }

    void Tell(UnseenEvent unseen) => _sightings.Writer.TryWrite(new HostSighting(unseen, default, default));

    UnseenEvent Refusal(LifeSource source, string what, Exception error)
    {
        var isDenied = error is UnauthorizedAccessException or BpfException { Errno: Errno.EPERM or Errno.EACCES };
        return new UnseenEvent
        {
            At = _running == 0 ? TimeSpan.Zero : _clock.Now,
            Source = source,
            Reason = isDenied ? what : $"{what}: {error.Message.TrimEnd('.')}",
            Hint = (source, isDenied) switch
            {
                (LifeSource.Tracepoints, true) => "root, or CAP_BPF and CAP_PERFMON, would show them (the kernel's tracepoints by eBPF)",
                (LifeSource.Wire, true) => "root, or CAP_NET_RAW, would show them (a packet socket)",
                _ => null,
            },
        };
    }
}
