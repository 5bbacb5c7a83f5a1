using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>Readiness by epoll(7), one-shot: a socket that is being read wakes nobody. Code that waited goes on on the thread pool.</summary>
internal sealed class EventPollReadiness : Readiness
{
    readonly EventPollThread _thread = EventPollThread.Instance;
    readonly Lock _lock = new();
    readonly int _descriptor;
    readonly ulong _tag;

    // Under the lock.
    EpollEvents _awaited;
    bool _added, _stopped;

    /// <param name="descriptor">An open socket; stays open until <see cref="Readiness.CloseAsync"/> is through.</param>
    public EventPollReadiness(int descriptor)
    {
        _descriptor = descriptor;
        _tag = _thread.Add(this);
    }

    public override void Arm(ReadinessDirection direction)
    {
        lock (_lock)
        {
            _awaited |= direction == ReadinessDirection.Receive ? EpollEvents.In : EpollEvents.Out;
            Await();
        }
    }

    public override void Resume(IThreadPoolWorkItem continuation) => ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false);

    /// <summary>Something awaited happened. The poll thread's.</summary>
    public void OnEvents(EpollEvents events)
    {
        // An error or a hang-up is told whatever was awaited, and both directions must look at it.
        var isEnd = (events & (EpollEvents.Error | EpollEvents.HangUp)) != 0;
        lock (_lock)
        {
            events = isEnd ? _awaited : events & _awaited;
            _awaited &= ~events;
            if (_awaited != EpollEvents.None)
            {
                Await();
            }
        }

        if ((events & EpollEvents.In) != 0)
        {
            Readable.Signal();
        }

        if ((events & EpollEvents.Out) != 0)
        {
            Writable.Signal();
        }
    }

    protected override Task StopAsync()
    {
        lock (_lock)
        {
            _stopped = true;
            if (_added)
            {
                _thread.Events.Remove(_descriptor);
            }
        }

        _thread.Remove(_tag);
        return Task.CompletedTask;
    }

    void Await()
    {
        if (_stopped)
        {
            return;
        }

        var once = _awaited | EpollEvents.OneShot;
        var result = _added ? _thread.Events.Change(_descriptor, once, _tag) : _thread.Events.Add(_descriptor, once, _tag);
        _added = true;
        if (result < 0)
        {
            // ENOMEM, ENOSPC (max_user_watches): waiting is impossible, so that whoever waits is told that by trying again.
            throw SocketErrors.ToException(-result);
        }
    }
}
