using System.Collections.Concurrent;
using System.Diagnostics;
using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>
/// A thread that waits at epoll(7) for many descriptors and calls their targets. <see cref="Post"/> and <see cref="Dispose"/> are safe from any
/// thread; everything else belongs to the thread itself. It never spins: with nothing to do it sleeps in the kernel.
/// </summary>
internal sealed class EpollThread : IDisposable
{
    const int BatchSize = 256;

    // No target has this number: a generation of all ones would take 2^32 connections in one slot.
    const ulong WakeNumber = ulong.MaxValue;

    readonly Epoll _epoll = new(BatchSize);
    readonly EventDescriptor _wake = new();
    readonly ConcurrentQueue<(Action<object> Action, object State)> _posted = new();
    readonly EpollSlots _slots = new();
    readonly Queue<IEpollTarget> _turns = new();
    readonly PriorityQueue<(IEpollTarget Target, int Tag), long> _times = new();
    readonly Thread _thread;
    int _sleeping;
    bool _stopping;
    volatile bool _ended;

    /// <summary>Starts the thread.</summary>
    /// <exception cref="IOException">The process has no free descriptor.</exception>
    public EpollThread(string name)
    {
        // Edge-triggered and never read: each signal is a change of its own.
        _epoll.Add(_wake.Descriptor, EpollEvents.In | EpollEvents.EdgeTriggered, WakeNumber);
        _thread = new Thread(Loop) { IsBackground = true, Name = name };
        _thread.UnsafeStart();
    }

    /// <summary>Milliseconds of a clock that only goes forward, as of the last time that the thread woke.</summary>
    public long Now { get; private set; } = Clock();

    /// <summary>Runs <paramref name="action"/> on the thread. Any thread may call; once the thread has ended it runs on the caller's, and watches nothing any more.</summary>
    public void Post(Action<object> action, object state)
    {
        _posted.Enqueue((action, state));

        // Pairs with the fence before the thread looks at the queue for the last time.
        Interlocked.MemoryBarrier();
        if (_ended)
        {
            RunPosted();
        }
        else if (Volatile.Read(ref _sleeping) == 1 && Interlocked.Exchange(ref _sleeping, 0) == 1)
        {
            _wake.Signal();
        }
    }

    /// <summary>Watches a descriptor, edge-triggered. 0 and the number to give back, or minus the errno.</summary>
    /// <param name="descriptor">A socket.</param>
    /// <param name="target">Who is called.</param>
    /// <param name="tag">With what.</param>
    /// <param name="room">Also when it can be written to.</param>
    /// <param name="number">For the calls below.</param>
    public int Watch(int descriptor, IEpollTarget target, int tag, bool room, out ulong number)
    {
        number = 0;
        if (_stopping)
        {
            return -Errno.ECANCELED;
        }

        number = _slots.Take(target, tag);
        var result = _epoll.Add(descriptor, EventsFor(room), number);
        if (result < 0)
        {
            _slots.Release(number);
        }

        return result;
    }

    /// <summary>
    /// Begins or ends watching for room to write. Only who waits for room should: each time that something else changes, epoll would tell again that there is
    /// room, and wake the thread for it.
    /// </summary>
    public void WatchRoom(int descriptor, ulong number, bool room) => _ = _epoll.Change(descriptor, EventsFor(room), number);

    static EpollEvents EventsFor(bool room) =>
        EpollEvents.In | EpollEvents.PeerFinished | EpollEvents.Priority | EpollEvents.EdgeTriggered | (room ? EpollEvents.Out : EpollEvents.None);

    /// <summary>Ends <see cref="Watch"/>; the descriptor must still be open.</summary>
    public void Unwatch(int descriptor, ulong number)
    {
        _epoll.Remove(descriptor);
        _slots.Release(number);
    }

    /// <summary>Calls the target again after those that are ready now.</summary>
    public void TakeTurn(IEpollTarget target) => _turns.Enqueue(target);

    /// <summary>Calls the target when <see cref="Now"/> has reached <paramref name="time"/>.</summary>
    public void At(long time, IEpollTarget target, int tag) => _times.Enqueue((target, tag), time);

    /// <summary>Ends every target, then the thread.</summary>
    public void Dispose()
    {
        Post(static thread => ((EpollThread)thread).Stop(), this);
        _thread.Join();

        // Nobody signals any more: the thread does not sleep.
        _wake.Dispose();
    }

    void Loop()
    {
        while (true)
        {
            RunPosted();
            if (_stopping && _slots.Count == 0)
            {
                break;
            }

            var count = _epoll.Wait(Sleep());
            Volatile.Write(ref _sleeping, 0);
            Now = Clock();
            for (var i = 0; i < count; i++)
            {
                var events = _epoll.Event(i, out var number);
                if (number != WakeNumber)
                {
                    _slots.Dispatch(number, events);
                }
            }

            RunTurns();
            RunTimes();
        }

        // Invariant: whoever posts sees this, or has its post seen here; so none is lost.
        _ended = true;
        Interlocked.MemoryBarrier();
        RunPosted();
        _epoll.Dispose();
    }

    // Environment.TickCount64 advances only every few milliseconds.
    static long Clock() => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1000);

    /// <summary>How long the thread may sleep, in milliseconds; says that it sleeps.</summary>
    int Sleep()
    {
        if (_turns.Count != 0)
        {
            return 0;
        }

        Volatile.Write(ref _sleeping, 1);
        Interlocked.MemoryBarrier();
        if (!_posted.IsEmpty)
        {
            return 0;
        }

        return _times.TryPeek(out _, out var next) ? (int)Math.Clamp(next - Clock(), 0, int.MaxValue) : -1;
    }

    void RunPosted()
    {
        while (_posted.TryDequeue(out var work))
        {
            work.Action(work.State);
        }
    }

    void RunTurns()
    {
        // Those that want yet another turn come after the next look at epoll.
        for (var count = _turns.Count; count > 0; count--)
        {
            _turns.Dequeue().OnTurn();
        }
    }

    void RunTimes()
    {
        while (_times.TryPeek(out _, out var time) && time <= Now)
        {
            var (target, tag) = _times.Dequeue();
            target.OnTime(tag);
        }
    }

    void Stop()
    {
        _stopping = true;
        foreach (var target in _slots.Targets())
        {
            target.OnStopping();
        }
    }
}
