using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>
/// What a connection received, as a <see cref="PipeReader"/>, without a copy: the segments are the ring's own receive buffers. The ring pushes messages
/// into an inbox of one word, from which the reader takes all at once; the same word says that the reader waits, so one exchange both hands over and
/// wakes. No lock, no allocation.
/// </summary>
internal sealed partial class RingPipeReader : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem
{
    static readonly ReceivedSegment Waiting = ReceivedSegment.Marker(SegmentKind.Waiting);
    static readonly ReceivedSegment Closed = ReceivedSegment.Marker(SegmentKind.Closed);

    readonly UringConnection _connection;
    readonly RingThread _ring;
    readonly UnreadLimit _limit;

    // Shared. The inbox is null, a list with the newest message first, Waiting, or Closed.
    ReceivedSegment? _inbox;
    UnreadCount _unread;
    int _paused;

    CallGate _calls;

    // The reader's own: what it has been shown and has not consumed.
    ReceivedSegment? _first, _last;
    int _firstIndex;
    long _length, _examined;
    ReceivedSegment? _end;
    bool _cancelled, _tokenCancelled, _reading, _waiting;
    CancellationTokenRegistration _registration;
    ManualResetValueTaskSourceCore<bool> _wake;

    public RingPipeReader(UringConnection connection, RingThread ring)
    {
        _connection = connection;
        _ring = ring;
        _limit = ring.Settings.UnreadLimit;
    }

    /// <summary>Bytes received and not examined.</summary>
    public long Unread => _unread.Bytes;

    /// <summary>So much is unread that receiving should pause. Ring thread; <see cref="UringConnection.ResumeReceiving"/> follows when there is room.</summary>
    public bool TryPause()
    {
        if (!_limit.IsReached(in _unread))
        {
            return false;
        }

        // Pairs with AdvanceTo: it lowers the count and then looks here, we set this and then look at the count.
        Interlocked.Exchange(ref _paused, 1);
        return !_limit.HasRoom(in _unread) || Interlocked.CompareExchange(ref _paused, 0, 1) == 0;
    }

    /// <summary>Bytes for the reader. Ring thread. False when nobody reads any more: the caller keeps the segment.</summary>
    public bool Push(ReceivedSegment bytes)
    {
        bytes.IsCounted = true;
        _unread.Add(bytes.Length, segments: 1);
        return PushMessage(bytes);
    }

    /// <summary>No more bytes. Ring thread, once.</summary>
    public void PushEnd(Exception? error) => PushMessage(ReceivedSegment.End(error));

    bool PushMessage(ReceivedSegment message)
    {
        while (true)
        {
            var head = Volatile.Read(ref _inbox);
            if (head == Closed)
            {
                return false;
            }

            message.InboxNext = head == Waiting ? null : head;
            if (Interlocked.CompareExchange(ref _inbox, message, head) == head)
            {
                if (head == Waiting)
                {
                    _ring.Resume(this);
                }

                return true;
            }
        }
    }

    void IThreadPoolWorkItem.Execute() => _wake.SetResult(true);

    public override bool TryRead(out ReadResult result)
    {
        Enter();
        try
        {
            return TryTake(out result);
        }
        finally
        {
            Leave();
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return ValueTask.FromCanceled<ReadResult>(cancellationToken);
            }

            return TryTake(out var result) ? new(result) : Wait(cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    ValueTask<ReadResult> Wait(CancellationToken cancellationToken)
    {
        // From here on the bytes shown may stay for long: they must not keep the kernel's buffers.
        KeepOwnCopies();

        // No message of an earlier token can come any more: its registration was disposed.
        _tokenCancelled = false;
        _wake.Reset();
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static reader => ((RingPipeReader)reader!).PushMessage(ReceivedSegment.Marker(SegmentKind.TokenCancel)), this);
        }

        while (Interlocked.CompareExchange(ref _inbox, Waiting, null) is not null)
        {
            if (TryTake(out var result))
            {
                _registration.Dispose();
                _registration = default;
                return new(result);
            }

            if (_tokenCancelled)
            {
                _tokenCancelled = false;
                _registration = default;
                return ValueTask.FromCanceled<ReadResult>(cancellationToken);
            }
        }

        _waiting = true;
        return new(this, _wake.Version);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _wake.GetResult(token);
        _waiting = false;
        var registration = _registration;
        if (registration.Token.CanBeCanceled)
        {
            // After this no message of this read's token can come.
            registration.Dispose();
            _registration = default;
        }

        try
        {
            if (!_calls.TryEnter())
            {
                throw new ConnectionAbortedException("The connection was disposed, or its input completed, while a read was under way.");
            }

            if (TryTake(out var result))
            {
                return result;
            }
        }
        finally
        {
            Leave();
        }

        // Only a token's message wakes without a result.
        _tokenCancelled = false;
        throw new OperationCanceledException(registration.Token);
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);

    public override void CancelPendingRead() => PushMessage(ReceivedSegment.Marker(SegmentKind.Cancel));

    bool TryTake(out ReadResult result)
    {
        TakeInbox();
        if (_length > _examined || _cancelled || _end is not null)
        {
            if (_end?.Error is { } error && _length <= _examined && !_cancelled)
            {
                // A new one each time: an exception object that is thrown twice loses where it came from.
                throw UringConnection.Again(error);
            }

            var buffer = _first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_first, _firstIndex, _last!, _last!.Length);
            result = new ReadResult(buffer, isCanceled: _cancelled, isCompleted: _end is { Error: null });
            _cancelled = false;

            // A token that was cancelled after the bytes came changes nothing.
            _tokenCancelled = false;
            _reading = true;
            return true;
        }

        result = default;
        return false;
    }

    void TakeInbox()
    {
        if (Volatile.Read(ref _inbox) is null)
        {
            return;
        }

        var newest = Interlocked.Exchange(ref _inbox, null);
        ReceivedSegment? oldest = null;
        while (newest is not null)
        {
            var next = newest.InboxNext;
            newest.InboxNext = oldest;
            oldest = newest;
            newest = next;
        }

        for (var message = oldest; message is not null;)
        {
            var next = message.InboxNext;
            message.InboxNext = null;
            Accept(message);
            message = next;
        }
    }

    void Accept(ReceivedSegment message)
    {
        switch (message.Kind)
        {
            case SegmentKind.End:
                _end = message;
                break;
            case SegmentKind.Cancel:
                _cancelled = true;
                break;
            case SegmentKind.TokenCancel:
                _tokenCancelled = true;
                break;
            default:
                if (_last is null)
                {
                    _first = message;
                    _firstIndex = 0;
                }
                else
                {
                    _last.Link(message);
                }

                _last = message;
                _length += message.Length;
                break;
        }
    }

    /// <summary>Before a call of the application that reads. <see cref="Leave"/> follows, unless it throws.</summary>
    void Enter()
    {
        var isOpen = _calls.TryEnter();
        if (!isOpen || _waiting)
        {
            Leave();
            throw new InvalidOperationException(isOpen ? "A read is already under way." : "Reading is not allowed after the reader was completed.");
        }
    }

    void Leave()
    {
        if (_calls.Leave())
        {
            End();
        }
    }
}
