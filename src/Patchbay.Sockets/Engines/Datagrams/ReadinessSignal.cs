using System.Threading.Tasks.Sources;

namespace Patchbay.Sockets;

/// <summary>
/// One direction's wait, used again and again without allocating: at most one waits at a time. A signal that meets nobody is kept for the next wait, so
/// a wait can end without cause; whoever waited looks again.
/// </summary>
internal sealed class ReadinessSignal : IValueTaskSource, IThreadPoolWorkItem
{
    // The state is a phase in the low bits and, above, the number of the wait: who wants to end a wait that is over must not end the next one.
    const long PhaseMask = 3;
    const long Idle = 0;
    const long Signalled = 1;
    const long Waiting = 2;
    const long NextWait = 4;

    readonly Readiness _owner;
    readonly ReadinessDirection _direction;
    ManualResetValueTaskSourceCore<bool> _source;
    CancellationTokenRegistration _registration;
    CancellationToken _token;
    Exception? _failure;
    long _state;
    volatile bool _closed;

    public ReadinessSignal(Readiness owner, ReadinessDirection direction) => (_owner, _direction) = (owner, direction);

    public bool IsClosed => _closed;

    /// <summary>Waits for the next signal.</summary>
    /// <exception cref="ObjectDisposedException">Closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The next wait meets whatever this one waited for.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var state = Volatile.Read(ref _state);
        _source.Reset();
        _failure = null;
        _token = cancellationToken;
        if ((state & PhaseMask) == Signalled || Interlocked.CompareExchange(ref _state, (state & ~PhaseMask) + NextWait + Waiting, state) != state)
        {
            // Only a signal can have come between: there is one waiter.
            Interlocked.And(ref _state, ~PhaseMask);
            ObjectDisposedException.ThrowIf(_closed, typeof(DatagramSocket));
            return default;
        }

        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (signal, token) => ((ReadinessSignal)signal!).Cancel(token), this);
        }

        _owner.Arm(_direction);
        if (_closed)
        {
            End(Volatile.Read(ref _state), Closed());
        }

        return new ValueTask(this, _source.Version);
    }

    /// <summary>Ends the wait, or the next one. Any thread.</summary>
    public void Signal()
    {
        var state = Volatile.Read(ref _state);
        while (!End(state, null))
        {
            if ((state & PhaseMask) == Signalled || ((state & PhaseMask) == Idle && Interlocked.CompareExchange(ref _state, state + Signalled, state) == state))
            {
                return;
            }

            state = Volatile.Read(ref _state);
        }
    }

    /// <summary>Ends the wait and every later one with <see cref="ObjectDisposedException"/>.</summary>
    public void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        End(Volatile.Read(ref _state), Closed());
    }

    void Cancel(CancellationToken token)
    {
        // The registration of a wait that ended may still fire: the number in the state, read before the token, tells whether it is this wait's.
        var state = Volatile.Read(ref _state);
        if (_token == token)
        {
            End(state, new OperationCanceledException(token));
        }
    }

    /// <summary>False when that wait is over, or there is none.</summary>
    bool End(long state, Exception? failure)
    {
        if ((state & PhaseMask) != Waiting || Interlocked.CompareExchange(ref _state, state & ~PhaseMask, state) != state)
        {
            return false;
        }

        _failure = failure;
        _owner.Resume(this);
        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_failure is { } failure)
        {
            _source.SetException(failure);
        }
        else
        {
            _source.SetResult(true);
        }
    }

    static ObjectDisposedException Closed() => new(nameof(DatagramSocket));

    void IValueTaskSource.GetResult(short token)
    {
        _registration.Unregister();
        _registration = default;
        _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
