using System.Buffers;
using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>
/// One direction of a pair: source to sink. Small messages go by recv(2) and send(2) through the thread's buffer; a read that fills it has more behind
/// it, and from then on splice(2) moves pages, until little comes again. Holds a pipe or a buffer only while the sink has not taken what is inside.
/// Belongs to its thread.
/// </summary>
internal sealed class SpliceFlow(SplicePair pair, PlainConnection source, PlainConnection sink)
{
    const long MostGatherPrice = 64 * 1024 * 1024;

    readonly SpliceThread _thread = pair.Thread;
    readonly SpliceCalls _calls = new(pair.Thread.Settings.Faults);
    readonly int _source = source.Descriptor;
    readonly int _sink = sink.Descriptor;
    KernelPipe? _pipe;
    byte[]? _buffer;
    int _bufferStart;

    // Bytes in the pipe or the buffer.
    int _held;

    // Much comes: splice.
    bool _isBusy;

    // A short read does not mean that nothing is left: the end, an error or urgent data may be behind it (epoll(7), tcp(7)).
    bool _readsToEmpty;
    bool _sawEnd;

    // Bytes since the source had nothing the last time.
    long _sinceRest;
    int _shortages, _fullTurns;

    // Bytes that must come without a pause until the kernel gathers them, and what that price is; whether it does, and when the last came.
    long _untilGather = pair.Thread.Settings.GatherAfter;
    long _gatherPrice = pair.Thread.Settings.GatherAfter;
    bool _gathers;
    long _lastRead;

    /// <summary>Handed over to the sink.</summary>
    public long Bytes { get; private set; }

    /// <summary>How the direction ended; null while it goes on.</summary>
    public RelayEnd? End { get; private set; }

    /// <summary>Why, when it was cut.</summary>
    public string? Reason { get; private set; }

    /// <summary>It is over.</summary>
    public bool IsOver => End is not null;

    /// <summary>May have bytes.</summary>
    public bool SourceReady { get; set; }

    /// <summary>May take bytes. One that nobody has written to yet does.</summary>
    public bool SinkReady { get; set; } = true;

    /// <summary>What became of it.</summary>
    public RelayDirection Result => new(Bytes, End ?? RelayEnd.Stopped, Reason);

    /// <summary>epoll told of the source.</summary>
    public void SourceChanged(EpollEvents events)
    {
        SourceReady = true;
        _readsToEmpty |= (events & ~(EpollEvents.In | EpollEvents.Out)) != 0;
    }

    /// <summary>Moves bytes until a side has to wait. True when it gave up its turn with more to do.</summary>
    public bool Run()
    {
        var turn = 0;
        while (!IsOver)
        {
            if (_held != 0 && !(SinkReady && Flush()))
            {
                return false;
            }

            if (_sawEnd)
            {
                Finish();
                return false;
            }

            if (!SourceReady)
            {
                Rest();
                return false;
            }

            if (turn >= _thread.Settings.Turn)
            {
                GrowWhenBusy();
                return true;
            }

            var count = Read();
            turn += count;
            _sinceRest += count;
            Gather(count);
        }

        return false;
    }

    /// <summary>Ends the direction where it is; what it holds is lost.</summary>
    public void Cut(RelayEnd end, string? reason)
    {
        if (!IsOver)
        {
            End = end;
            Reason = reason;
            GiveBack();
        }
    }

    int Read()
    {
        if (!_isBusy)
        {
            return ReadThroughBuffer(_thread.Settings.SmallRead);
        }

        _pipe ??= _thread.Pipes.Rent(_thread.Loop.Now);
        return _pipe is null ? ReadThroughBuffer(_thread.Settings.LargeRead) : ReadIntoPipe(_pipe);
    }

    int ReadThroughBuffer(int most)
    {
        var space = _thread.Scratch.AsSpan(0, _calls.Ask(most));
        var count = _calls.Receive(_source, space);
        if (count <= 0)
        {
            SourceGaveNone(count);
            return 0;
        }

        source.Received(count);
        _isBusy = count == space.Length;
        SourceReady &= _isBusy || _readsToEmpty;
        Send(space[..count]);
        return count;
    }

    int ReadIntoPipe(KernelPipe pipe)
    {
        var count = _calls.Fill(pipe, _source, _thread.Settings.Splice);
        if (count > 0)
        {
            source.Received(count);
            _held = count;
            _shortages = 0;
            return count;
        }

        // splice(2) also stops, and even gives the end, at urgent data (tcp(7)): only recv(2) is believed. It also knows what splice(2) does not like here.
        if (count == 0 || (count == -Errno.EAGAIN && _readsToEmpty) || count == -Errno.EINVAL)
        {
            _isBusy = false;
        }
        else
        {
            SourceGaveNone(count);
        }

        return 0;
    }

    void SourceGaveNone(int result)
    {
        switch (result)
        {
            case 0:
                _sawEnd = true;
                source.PeerFinished();
                break;
            case -Errno.EAGAIN:
                SourceReady = false;
                _readsToEmpty = false;
                break;
            case -Errno.EINTR:
                break;
            case -Errno.ENOMEM or -Errno.ENOBUFS when MayWait():
                SourceReady = false;
                break;
            default:
                pair.SourceFailed(this, source, -result);
                break;
        }
    }

    void Send(ReadOnlySpan<byte> bytes)
    {
        var sent = SinkReady ? _calls.Send(_sink, bytes) : 0;
        if (SinkReady && !Took(sent))
        {
            sent = 0;
        }

        bytes = bytes[sent..];
        if (!bytes.IsEmpty && !IsOver)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
            bytes.CopyTo(_buffer);
            _bufferStart = 0;
            _held = bytes.Length;
        }
    }

    /// <summary>Hands over what is held. False when the sink takes no more now, or ever.</summary>
    bool Flush()
    {
        while (_held != 0)
        {
            var count = _buffer is null ? _calls.Drain(_pipe!, _sink, _held) : _calls.Send(_sink, _buffer.AsSpan(_bufferStart, _held));
            if (!Took(count))
            {
                if (IsOver || !SinkReady)
                {
                    return false;
                }

                continue;
            }

            _held -= count;
            _bufferStart += count;
        }

        GiveBackBuffer();
        return true;
    }

    /// <summary>Counts what the sink took. False when it took nothing.</summary>
    bool Took(int result)
    {
        switch (result)
        {
            case > 0:
                Bytes += result;
                _shortages = 0;
                sink.Sent(result);
                pair.Moved();
                return true;
            case -Errno.EAGAIN:
                SinkReady = false;
                pair.WaitForRoom(this);
                return false;
            case -Errno.EINTR:
                return false;
            case -Errno.ENOMEM or -Errno.ENOBUFS when MayWait():
                SinkReady = false;
                return false;
            default:
                pair.SinkFailed(this, sink, -result);
                return false;
        }
    }

    void Finish()
    {
        GiveBack();
        var result = sink.Finish();
        if (result == 0)
        {
            End = RelayEnd.Finished;
        }
        else
        {
            pair.SinkFailed(this, sink, -result);
        }
    }

    /// <summary>
    /// A direction that is busy for long is woken only for every <see cref="SpliceSettings.Gather"/> bytes (SO_RCVLOWAT, socket(7)): waking for every packet
    /// costs as much as moving it. FIN, errors and a full buffer wake at once; for a pause without them the pair looks every millisecond.
    /// </summary>
    void Gather(int count)
    {
        _lastRead = _thread.Loop.Now;
        _untilGather -= count;
        if (_untilGather <= 0 && !_gathers && _thread.Settings.Gather > 0 && StreamCalls.SetLowWater(_source, _thread.Settings.Gather) == 0)
        {
            _gathers = true;
            pair.WatchPauses();
        }
    }

    /// <summary>
    /// A millisecond has passed. When the source pauses, what there is is taken, and gathering becomes twice as dear: who asks and answers in large pieces
    /// must not wait at the end of each. True while it gathers.
    /// </summary>
    public bool LookForPause()
    {
        if (_gathers && !IsOver && !SourceReady && _held == 0 && _thread.Loop.Now - _lastRead > 1)
        {
            _gathers = false;
            _ = StreamCalls.SetLowWater(_source, 1);
            _untilGather = _gatherPrice = Math.Min(_gatherPrice * 2, MostGatherPrice);
            SourceReady = true;
        }

        return _gathers && !IsOver;
    }

    /// <summary>The source has nothing now: keep nothing for it.</summary>
    void Rest()
    {
        GiveBack();
        _fullTurns = 0;
        _isBusy &= _sinceRest == 0 || _sinceRest >= _thread.Settings.SmallRead;
        _sinceRest = 0;
    }

    /// <summary>A direction that uses up turn after turn gets a larger pipe: where pages come in small pieces, its places bound what a call moves.</summary>
    void GrowWhenBusy()
    {
        if (_pipe is not null && ++_fullTurns % 4 == 0)
        {
            _thread.Pipes.Grow(_pipe);
        }
    }

    /// <summary>The kernel has no memory: true when it is worth asking again a little later.</summary>
    bool MayWait()
    {
        // 1 + 2 … + 128 ms: time for the kernel to reclaim; longer holds up a connection that is lost anyway.
        if (_shortages >= 8)
        {
            return false;
        }

        pair.RetryIn(1 << _shortages++);
        return true;
    }

    void GiveBack()
    {
        GiveBackBuffer();
        if (_pipe is { } pipe)
        {
            _pipe = null;
            if (_held == 0)
            {
                _thread.Pipes.Return(pipe);
            }
            else
            {
                _thread.Pipes.Discard(pipe);
            }
        }

        _held = 0;
    }

    void GiveBackBuffer()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
