using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>Two joined sockets. Both directions live on one thread, so that a question and its answer wake only that one. Belongs to its thread, but for <see cref="Begin"/> and <see cref="Cut"/>.</summary>
internal sealed class SplicePair : IEpollTarget
{
    const int SideA = 0;
    const int SideB = 1;
    const int IdleTime = 0;
    const int RetryTime = 1;
    const int PauseTime = 2;

    readonly PlainConnection _a, _b;
    readonly SpliceFlow _aToB, _bToA;
    readonly (string A, string B) _names;
    readonly long _idle;
    readonly TaskCompletionSource<RelayResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ulong _numberA, _numberB;
    bool _watchesA, _watchesB, _roomA, _roomB, _hasTurn, _retries, _looksForPauses, _ended;
    long _moved;
    PatchSide? _failed;

    /// <summary>A pair that has not begun.</summary>
    /// <param name="thread">Where it lives.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other.</param>
    /// <param name="names">Who they are, for people.</param>
    /// <param name="idle">Milliseconds without a byte after which it ends; 0 for no limit.</param>
    public SplicePair(SpliceThread thread, PlainConnection a, PlainConnection b, (string A, string B) names, long idle)
    {
        Thread = thread;
        (_a, _b, _names, _idle) = (a, b, names, idle);
        _aToB = new SpliceFlow(this, a, b);
        _bToA = new SpliceFlow(this, b, a);
    }

    /// <summary>Where the pair lives.</summary>
    public SpliceThread Thread { get; }

    /// <summary>Both directions are over and both descriptors are in nobody's hands.</summary>
    public Task<RelayResult> Done => _done.Task;

    /// <summary>Starts moving bytes. Any thread.</summary>
    public void Begin() => Thread.Loop.Post(static pair => ((SplicePair)pair).Start(), this);

    /// <summary>Ends both directions. Any thread.</summary>
    public void Cut() => Thread.Loop.Post(static pair => ((SplicePair)pair).OnStopping(), this);

    /// <summary>A byte was handed over.</summary>
    public void Moved() => _moved = Thread.Loop.Now;

    /// <summary>A sink is full: tells when it no longer is.</summary>
    public void WaitForRoom(SpliceFlow flow)
    {
        if (ReferenceEquals(flow, _bToA))
        {
            SetRoom(SideA, true);
        }
        else
        {
            SetRoom(SideB, true);
        }
    }

    /// <summary>Tries again after <paramref name="milliseconds"/>.</summary>
    public void RetryIn(int milliseconds)
    {
        if (!_retries)
        {
            _retries = true;
            Thread.Loop.At(Thread.Loop.Now + milliseconds, this, RetryTime);
        }
    }

    /// <summary>Looks every millisecond whether a direction that gathers has paused.</summary>
    public void WatchPauses()
    {
        if (!_looksForPauses)
        {
            _looksForPauses = true;
            Thread.Loop.At(Thread.Loop.Now + 1, this, PauseTime);
        }
    }

    /// <summary>A read failed: with its connection both directions are gone.</summary>
    public void SourceFailed(SpliceFlow flow, PlainConnection side, int errno)
    {
        var reason = Fail(side, errno);
        side.Failed(errno);
        flow.Cut(RelayEnd.SenderCut, reason);
        Other(flow).Cut(RelayEnd.ReceiverCut, reason);
    }

    /// <summary>A write failed. After a FIN the peer's own bytes are whole, and are still carried; a reset takes them too.</summary>
    public void SinkFailed(SpliceFlow flow, PlainConnection side, int errno)
    {
        var reason = Fail(side, errno);
        flow.Cut(RelayEnd.ReceiverCut, reason);
        if (errno != Errno.EPIPE)
        {
            side.Failed(errno);
            Other(flow).Cut(RelayEnd.SenderCut, reason);
        }
    }

    void IEpollTarget.OnReady(int tag, EpollEvents events)
    {
        var (from, to, side) = tag == SideA ? (_aToB, _bToA, _a) : (_bToA, _aToB, _b);
        if ((events & ~EpollEvents.Out) != 0)
        {
            from.SourceChanged(events);
        }

        if ((events & (EpollEvents.Out | EpollEvents.Error | EpollEvents.HangUp)) != 0)
        {
            if (to.SinkReady)
            {
                // It has had room all the while, and nobody waits for it any more.
                SetRoom(tag, false);
            }

            to.SinkReady = true;
        }

        if ((events & EpollEvents.Error) != 0 && from.IsOver && !to.IsOver && StreamCalls.TakeError(side.Descriptor) is not 0 and var errno)
        {
            // Nobody reads from this side any more, so nobody else would hear of it before the next byte.
            SinkFailed(to, side, errno);
        }

        Run();
    }

    void IEpollTarget.OnTurn()
    {
        _hasTurn = false;
        Run();
    }

    void IEpollTarget.OnTime(int tag)
    {
        if (_ended)
        {
            return;
        }

        if (tag == RetryTime)
        {
            _retries = false;
            _aToB.SourceReady = _aToB.SinkReady = _bToA.SourceReady = _bToA.SinkReady = true;
            Run();
        }
        else if (tag == PauseTime)
        {
            _looksForPauses = false;
            if (_aToB.LookForPause() | _bToA.LookForPause())
            {
                WatchPauses();
            }

            Run();
        }
        else if (Thread.Loop.Now - _moved < _idle)
        {
            Thread.Loop.At(_moved + _idle, this, IdleTime);
        }
        else
        {
            CutBoth(RelayEnd.Idle, $"no byte moved in either direction for {Duration.Format(TimeSpan.FromMilliseconds(_idle))}");
        }
    }

    public void OnStopping() => CutBoth(RelayEnd.Stopped, "we were told to stop");

    void Start()
    {
        _moved = Thread.Loop.Now;
        var failed = Watch(_a, SideA, ref _numberA, ref _watchesA);
        failed = failed == 0 ? Watch(_b, SideB, ref _numberB, ref _watchesB) : failed;
        if (failed != 0)
        {
            CutBoth(RelayEnd.Stopped, $"the kernel watches no more descriptors: {Errno.Describe(-failed)}");
        }
        else if (_idle != 0)
        {
            Thread.Loop.At(_moved + _idle, this, IdleTime);
        }
    }

    // epoll tells at once what is so already: no first look is needed.
    int Watch(PlainConnection side, int tag, ref ulong number, ref bool watches)
    {
        var result = Thread.Loop.Watch(side.Descriptor, this, tag, room: false, out number);
        watches = result == 0;
        return result;
    }

    void SetRoom(int side, bool room)
    {
        ref var watched = ref side == SideA ? ref _roomA : ref _roomB;
        if (watched != room)
        {
            watched = room;
            Thread.Loop.WatchRoom((side == SideA ? _a : _b).Descriptor, side == SideA ? _numberA : _numberB, room);
        }
    }

    void Run()
    {
        var more = _aToB.Run() | _bToA.Run();
        if (_aToB.IsOver && _bToA.IsOver)
        {
            Finish();
        }
        else if (more && !_hasTurn)
        {
            _hasTurn = true;
            Thread.Loop.TakeTurn(this);
        }
    }

    void CutBoth(RelayEnd end, string reason)
    {
        _aToB.Cut(end, reason);
        _bToA.Cut(end, reason);
        Finish();
    }

    void Finish()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        Unwatch(_a, _numberA, _watchesA);
        Unwatch(_b, _numberB, _watchesB);
        var result = new RelayResult(_aToB.Result, _bToA.Result) { Failed = _failed };
        if (!result.IsWhole)
        {
            // RST to both: a FIN would tell the other end that it has everything.
            var reason = new ConnectionAbortedException(result.AToB.Reason ?? result.BToA.Reason ?? "The relay was cut.");
            _a.Abort(reason);
            _b.Abort(reason);
        }

        _a.Leave();
        _b.Leave();
        _done.TrySetResult(result);
    }

    void Unwatch(PlainConnection side, ulong number, bool watches)
    {
        if (watches)
        {
            Thread.Loop.Unwatch(side.Descriptor, number);
        }
    }

    SpliceFlow Other(SpliceFlow flow) => ReferenceEquals(flow, _aToB) ? _bToA : _aToB;

    string Fail(PlainConnection side, int errno)
    {
        var failed = ReferenceEquals(side, _a) ? PatchSide.A : PatchSide.B;
        _failed ??= failed;
        var name = failed == PatchSide.A ? _names.A : _names.B;
        return errno switch
        {
            Errno.ECONNRESET => $"{name} reset the connection",
            Errno.EPIPE => $"{name} no longer takes what we send",
            Errno.ETIMEDOUT => $"{name} stopped answering",
            _ => $"{name} failed: {Errno.Describe(errno)}",
        };
    }
}
