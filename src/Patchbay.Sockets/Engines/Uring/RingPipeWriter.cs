using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Patchbay.Sockets;

/// <summary>
/// What a connection sends, as a <see cref="PipeWriter"/>. The writer fills a chain of blocks; whoever holds the sender's role (the writer's own thread,
/// or the ring) sends what was flushed, one send under way at a time. No lock, no allocation.
/// </summary>
/// <remarks>
/// Invariants. <c>_chain</c> is <c>bytes flushed * 4 + who owns the last block</c>: the writer while it fills it, nobody after a flush (either side may
/// take it), or it is released and the next byte starts a new chain. Flushed bytes and owner are one word, so the sender can release the last block
/// exactly when all is sent and nobody writes. Blocks before the last belong to the sender.
/// </remarks>
internal sealed partial class RingPipeWriter : PipeWriter, IValueTaskSource<FlushResult>, IThreadPoolWorkItem
{
    const long Released = 0;
    const long Free = 1;
    const long Writing = 2;
    const int OwnerBits = 2;

    readonly UringConnection _connection;
    readonly RingThread _ring;
    readonly long _pauseAt, _resumeAt;

    CallGate _calls;

    // The writer's own.
    PinnedBlock? _last;
    long _flushed, _unflushed;
    bool _isWriting, _waiting;
    CancellationTokenRegistration _registration;
    ManualResetValueTaskSourceCore<bool> _wake;

    // Shared.
    long _chain;
    PinnedBlock? _chainStart;
    int _waitingForRoom, _cancelFlush;
    volatile bool _finish, _failed;

    public RingPipeWriter(UringConnection connection, RingThread ring)
    {
        _connection = connection;
        _ring = ring;
        _pauseAt = ring.Settings.Options.MaxWriteBufferSize;
        _resumeAt = _pauseAt / 2;
    }

    /// <summary>Bytes flushed and not taken by the kernel.</summary>
    public long Unsent => (Volatile.Read(ref _chain) >> OwnerBits) - Volatile.Read(ref _sent);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        Enter();
        try
        {
            return Room(sizeHint).Free;
        }
        finally
        {
            Leave();
        }
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    PinnedBlock Room(int sizeHint)
    {
        if (!_isWriting)
        {
            _isWriting = true;
            var free = (_flushed << OwnerBits) | Free;
            if (Interlocked.CompareExchange(ref _chain, (_flushed << OwnerBits) | Writing, free) != free)
            {
                // The sender released it: a new chain, whose start the sender finds when the flush is published.
                _last = _ring.Blocks.Rent(sizeHint);
                _chainStart = _last;
                Volatile.Write(ref _chain, (_flushed << OwnerBits) | Writing);
                return _last;
            }
        }

        if (_last!.FreeLength < Math.Max(sizeHint, 1))
        {
            var next = _ring.Blocks.Rent(sizeHint);
            _last.Next = next;
            _last = next;
        }

        return _last;
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes == 0)
        {
            return;
        }

        Enter();
        try
        {
            if (!_isWriting || bytes > _last!.FreeLength)
            {
                throw new InvalidOperationException("Cannot advance past the end of the buffer.");
            }

            _last.End += bytes;
            _unflushed += bytes;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Before a call of the application that writes. <see cref="Leave"/> follows, unless it throws.</summary>
    void Enter()
    {
        if (!_calls.TryEnter())
        {
            Leave();
            throw new InvalidOperationException("Writing is not allowed after the writer was completed.");
        }
    }

    void Leave()
    {
        if (_calls.Leave())
        {
            End();
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_waiting)
        {
            throw new InvalidOperationException("A flush is already under way.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        try
        {
            if (_calls.TryEnter())
            {
                Publish();
                StartSending();
            }

            return TryFinishFlush(_pauseAt, out var result) ? new(result) : WaitForRoom(cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Lets the sender see what was written, and lets go of the last block.</summary>
    void Publish()
    {
        if (_isWriting)
        {
            _isWriting = false;
            _flushed += _unflushed;
            _unflushed = 0;
            Volatile.Write(ref _chain, (_flushed << OwnerBits) | Free);
        }
    }

    bool TryFinishFlush(long mostUnsent, out FlushResult result)
    {
        var isCancelled = Volatile.Read(ref _cancelFlush) != 0 && Interlocked.Exchange(ref _cancelFlush, 0) != 0;
        result = new FlushResult(isCancelled, isCompleted: _failed);
        return isCancelled || _failed || _flushed - Volatile.Read(ref _sent) < mostUnsent;
    }

    ValueTask<FlushResult> WaitForRoom(CancellationToken cancellationToken)
    {
        _wake.Reset();
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static writer => ((RingPipeWriter)writer!).WakeWriter(), this);
        }

        // Pairs with the sender: it raises what is sent and then looks here.
        Interlocked.Exchange(ref _waitingForRoom, 1);
        var isDone = TryFinishFlush(_resumeAt + 1, out var result);
        if ((isDone || cancellationToken.IsCancellationRequested) && Interlocked.CompareExchange(ref _waitingForRoom, 0, 1) == 1)
        {
            _registration.Dispose();
            _registration = default;
            return isDone ? new(result) : ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        // Either nothing happened yet, or a waker took the flag and will set the result; a cancellation seen above is then told there.
        if (isDone && result.IsCanceled)
        {
            Volatile.Write(ref _cancelFlush, 1);
        }

        _waiting = true;
        return new(this, _wake.Version);
    }

    void WakeWriter()
    {
        if (Volatile.Read(ref _waitingForRoom) == 1 && Interlocked.CompareExchange(ref _waitingForRoom, 0, 1) == 1)
        {
            _ring.Resume(this);
        }
    }

    void IThreadPoolWorkItem.Execute() => _wake.SetResult(true);

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        _wake.GetResult(token);
        _waiting = false;
        var registration = _registration;
        if (registration.Token.CanBeCanceled)
        {
            registration.Dispose();
            _registration = default;
        }

        if (!TryFinishFlush(_resumeAt + 1, out var result))
        {
            // Bytes stay flushed and will be sent: only the wait is over.
            registration.Token.ThrowIfCancellationRequested();
        }

        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);

    public override void CancelPendingFlush()
    {
        Interlocked.Exchange(ref _cancelFlush, 1);
        WakeWriter();
    }

    public override void Complete(Exception? exception = null)
    {
        if (!_calls.BeginEnd(isForeign: false))
        {
            return;
        }

        if (exception is not null)
        {
            _connection.AbortOutput(exception);
        }

        End();
    }

    /// <summary>As <see cref="Complete"/>, from a thread that need not be the writer's.</summary>
    public void Dispose()
    {
        if (_calls.BeginEnd(isForeign: true))
        {
            End();
        }
    }

    /// <summary>Once, and never during a call.</summary>
    void End()
    {
        Publish();
        _finish = true;
        StartSending();
    }
}
