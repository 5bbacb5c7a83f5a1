using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>The sender's role: held by one at a time, from the first byte flushed until all is sent.</summary>
internal sealed partial class RingPipeWriter
{
    const int Idle = 0;
    const int Active = 1;

    int _role;

    // The role's own; _sent is read by all.
    PinnedBlock? _block;
    int _blockSent;
    long _sent;
    TransientRetry _retry;
    bool _isFinished;

    /// <summary>Takes the role if nobody has it and there is work. Any thread.</summary>
    void StartSending()
    {
        // A full fence either way, after what was published: the holder looks again before it lets the role go.
        if (Interlocked.CompareExchange(ref _role, Active, Idle) != Idle)
        {
            return;
        }

        if (_ring.Settings.IsPinned && !_failed)
        {
            _ring.Run(static writer => ((RingPipeWriter)writer).Work(), this);
        }
        else
        {
            Work();
        }
    }

    /// <summary>Nothing can be sent any more: what is flushed is dropped, waiting and coming flushes say so. Any thread.</summary>
    public void Fail()
    {
        _failed = true;
        StartSending();
        WakeWriter();
    }

    /// <summary>Sends until all is sent or the ring has a send under way. Called with the role held.</summary>
    void Work()
    {
        while (true)
        {
            var flushed = Volatile.Read(ref _chain) >> OwnerBits;
            if (flushed != _sent)
            {
                _block ??= _chainStart;
                if (_failed)
                {
                    Advance(flushed - _sent);
                }
                else if (!TrySend(flushed - _sent))
                {
                    return;
                }

                continue;
            }

            ReleaseChain(flushed);
            if (_finish && !_isFinished)
            {
                _isFinished = true;
                _connection.OnOutputSent(_failed);
            }

            Interlocked.Exchange(ref _role, Idle);
            var isDone = Volatile.Read(ref _chain) >> OwnerBits == _sent && (!_finish || _isFinished);
            if (isDone || Interlocked.CompareExchange(ref _role, Active, Idle) != Idle)
            {
                return;
            }
        }
    }

    /// <summary>True when bytes went out; false when the ring has a send under way and will call <see cref="OnSent"/>.</summary>
    bool TrySend(long pending)
    {
        SkipSentBlocks();
        if (_ring.Settings.IsPinned)
        {
            Submit(pending, pollFirst: false);
            return false;
        }

        int result;
        using (new EventOrder(_connection))
        {
            result = SendNow(pending);
            if (result >= 0)
            {
                _connection.NoteBytesSent(result);
            }
        }

        if (result >= 0)
        {
            Advance(result);
            return true;
        }

        if (result is -Errno.EAGAIN)
        {
            _ring.Run(static writer => ((RingPipeWriter)writer).SubmitWhenWritable(), this);
            return false;
        }

        return !TryPause(-result);
    }

    /// <summary>
    /// What to do about a send that failed. True when the role is kept over a pause; else the caller goes on, with another try or with the failure noted.
    /// </summary>
    bool TryPause(int errno)
    {
        if (!_retry.Allows(errno))
        {
            _connection.OnSendFailed(errno);
            return false;
        }

        if (errno is not (Errno.ENOMEM or Errno.ENOBUFS))
        {
            return false;
        }

        _ = WorkAfterAsync(_retry);
        return true;
    }

    async Task WorkAfterAsync(TransientRetry retry)
    {
        await retry.PauseAsync();
        _ring.Run(static writer => ((RingPipeWriter)writer).Work(), this);
    }

    unsafe int SendNow(long pending)
    {
        if (!_connection.TryHold(out var descriptor))
        {
            return -Errno.EPIPE;
        }

        try
        {
            var faults = _ring.Settings.Faults;
            if (faults is not null && faults.Errno(FaultPoint.Send) is var errno and not 0)
            {
                return -errno;
            }

            var length = (int)Math.Min(pending, _block!.End - _blockSent);
            if (length == pending || faults is not null)
            {
                return SocketCalls.SendNow(descriptor, _block.Pointer + _blockSent, faults?.Limit(FaultPoint.Send, length) ?? length);
            }

            var vectors = stackalloc IoVector[RingThread.VectorsPerMessage];
            var message = new MessageHeader { Vectors = vectors, Count = (nuint)FillVectors(vectors, RingThread.VectorsPerMessage) };
            return SocketCalls.SendNow(descriptor, &message);
        }
        finally
        {
            _connection.Release();
        }
    }

    // On the ring's thread, with the role held.
    void SubmitWhenWritable() => Submit((Volatile.Read(ref _chain) >> OwnerBits) - _sent, pollFirst: true);

    unsafe void Submit(long pending, bool pollFirst)
    {
        var length = (int)Math.Min(pending, _block!.End - _blockSent);
        if (!_connection.TrySubmitSend(this, _block.Pointer + _blockSent, length, isLast: length == pending, pollFirst))
        {
            // Closing: drop instead.
            _failed = true;
            Work();
        }
    }

    /// <summary>A send of the ring completed. Ring thread, with the role held since the submission.</summary>
    public void OnSent(int result)
    {
        if (result > 0)
        {
            _connection.NoteBytesSent(result);
            Advance(result);
        }
        else if (result < 0 && TryPause(-result))
        {
            return;
        }

        Work();
    }

    /// <summary>Puts flushed bytes, from the first unsent one, into a vector; returns how many pieces.</summary>
    public unsafe int FillVectors(IoVector* vectors, int most)
    {
        var pending = (Volatile.Read(ref _chain) >> OwnerBits) - _sent;
        var (block, offset, count) = (_block, _blockSent, 0);
        while (pending > 0 && count < most)
        {
            var length = (int)Math.Min(pending, block!.End - offset);
            vectors[count++] = new IoVector { Base = block.Pointer + offset, Length = (nuint)length };
            pending -= length;
            block = block.Next;
            offset = 0;
        }

        return count;
    }

    void Advance(long bytes)
    {
        var left = bytes;
        while (left > 0)
        {
            SkipSentBlocks();
            var length = (int)Math.Min(left, _block!.End - _blockSent);
            _blockSent += length;
            left -= length;
        }

        _retry.Succeeded();

        // A full fence: the writer raises its flag and then looks at what is sent.
        var sent = Interlocked.Add(ref _sent, bytes);
        if (Volatile.Read(ref _waitingForRoom) == 1 && (Volatile.Read(ref _chain) >> OwnerBits) - sent <= _resumeAt)
        {
            WakeWriter();
        }
    }

    void SkipSentBlocks()
    {
        // End is final once Next is set, so Next is read first.
        while (_block!.Next is { } next && _blockSent == _block.End)
        {
            _ring.Blocks.Return(_block);
            _block = next;
            _blockSent = 0;
        }
    }

    /// <summary>Gives the last block back when all is sent and the writer is not filling it.</summary>
    void ReleaseChain(long flushed)
    {
        var free = (flushed << OwnerBits) | Free;
        if (Volatile.Read(ref _chain) != free)
        {
            return;
        }

        // Read between two looks that both see "free": the writer changes the start only after a release, and only we release. The start serves when
        // nothing was sent of this chain.
        var first = _block ?? _chainStart;
        if (Interlocked.CompareExchange(ref _chain, (flushed << OwnerBits) | Released, free) != free)
        {
            return;
        }

        _block = null;
        _blockSent = 0;
        for (var block = first; block is not null;)
        {
            var next = block.Next;
            _ring.Blocks.Return(block);
            block = next;
        }
    }
}
