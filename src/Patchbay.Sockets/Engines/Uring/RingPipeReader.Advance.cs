namespace Patchbay.Sockets;

/// <summary>The reader's side of giving bytes back.</summary>
internal sealed partial class RingPipeReader
{
    // Bytes at the head of the sequence that count no longer, and segments about to be taken off the count.
    long _uncountedBytes;
    int _uncounted;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Enter();
        try
        {
            Advance(consumed, examined);
        }
        finally
        {
            Leave();
        }
    }

    void Advance(SequencePosition consumed, SequencePosition examined)
    {
        if (!_reading)
        {
            throw new InvalidOperationException("No reading operation to complete.");
        }

        _reading = false;
        if (consumed.GetObject() is not ReceivedSegment consumedSegment)
        {
            // The buffer was empty.
            return;
        }

        var start = _first!.RunningIndex + _firstIndex;
        var consumedBytes = consumedSegment.RunningIndex + consumed.GetInteger() - start;
        var examinedBytes = ((ReceivedSegment)examined.GetObject()!).RunningIndex + examined.GetInteger() - start;
        ArgumentOutOfRangeException.ThrowIfNegative(consumedBytes, nameof(consumed));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(consumedBytes, _length, nameof(consumed));
        ArgumentOutOfRangeException.ThrowIfLessThan(examinedBytes, consumedBytes, nameof(examined));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(examinedBytes, _length, nameof(examined));
        var newlyExamined = Math.Max(0, examinedBytes - _uncountedBytes);
        ReleaseUpTo(consumedSegment, consumed.GetInteger());
        _length -= consumedBytes;
        _examined = examinedBytes - consumedBytes;
        _uncountedBytes = Math.Max(examinedBytes, _uncountedBytes) - consumedBytes;
        Forget(newlyExamined);
    }

    void ReleaseUpTo(ReceivedSegment segment, int index)
    {
        while (_first != segment)
        {
            ReleaseFirst();
        }

        _firstIndex = index;
        if (index == segment.Length)
        {
            ReleaseFirst();
        }
    }

    void ReleaseFirst()
    {
        var segment = _first!;
        _first = (ReceivedSegment?)segment.Next;
        _firstIndex = 0;
        if (_first is null)
        {
            _last = null;
        }

        Uncount(segment);
        _ring.Buffers.Return(segment);
    }

    void Uncount(ReceivedSegment segment)
    {
        if (segment.IsCounted)
        {
            segment.IsCounted = false;
            _uncounted++;
        }
    }

    /// <summary>Takes examined bytes and released segments off the count, and lets receiving go on when there is room again.</summary>
    void Forget(long bytes)
    {
        if (bytes == 0 && _uncounted == 0)
        {
            return;
        }

        _unread.Add(-bytes, -_uncounted);
        _uncounted = 0;
        if (Volatile.Read(ref _paused) == 1 && _limit.HasRoom(in _unread) && Interlocked.CompareExchange(ref _paused, 0, 1) == 1)
        {
            _connection.ResumeReceiving();
        }
    }

    /// <summary>
    /// Moves what is left of lent buffers into blocks of our own, packed: a peer that sends byte by byte costs bytes, not blocks. What is kept was examined,
    /// so it counts no longer; how much to keep is the application's decision.
    /// </summary>
    void KeepOwnCopies()
    {
        if (_first is null)
        {
            return;
        }

        var (segment, index) = (_first, _firstIndex);
        _first = _last = null;
        _firstIndex = 0;
        while (segment is not null)
        {
            var next = (ReceivedSegment?)segment.Next;
            Uncount(segment);
            if (_last?.Block is { } block && segment.Length - index <= block.FreeLength)
            {
                segment.Memory.Span[index..].CopyTo(block.Free.Span);
                block.End += segment.Length - index;
                _last.Extend(block.Filled);
                _ring.Buffers.Return(segment);
            }
            else if (segment.Kind == SegmentKind.Lent)
            {
                var copy = _ring.Buffers.Copy(segment.Memory.Span[index..]);
                _ring.Buffers.Return(segment);
                Append(copy);
            }
            else
            {
                // Only the first can have an index; its place in the sequence starts anew.
                if (_last is null)
                {
                    _firstIndex = index;
                }

                segment.Fill(segment.Memory);
                Append(segment);
            }

            index = 0;
            segment = next;
        }

        Forget(0);
    }

    void Append(ReceivedSegment segment)
    {
        if (_last is null)
        {
            _first = segment;
        }
        else
        {
            _last.Link(segment);
        }

        _last = segment;
    }

    public override void Complete(Exception? exception = null)
    {
        if (_calls.BeginEnd(isForeign: false))
        {
            End();
        }
    }

    /// <summary>As <see cref="Complete"/>, from a thread that need not be the reader's: a read that waits throws.</summary>
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
        for (var left = Interlocked.Exchange(ref _inbox, Closed); left is not null;)
        {
            if (left == Waiting)
            {
                // A read is under way: it ends with an error rather than never.
                _ring.Resume(this);
                break;
            }

            var next = left.InboxNext;
            left.IsCounted = false;
            _ring.Buffers.Return(left);
            left = next;
        }

        while (_first is not null)
        {
            ReleaseFirst();
        }

        _length = 0;
        _unread.Clear();
        _connection.OnInputCompleted();
    }
}
