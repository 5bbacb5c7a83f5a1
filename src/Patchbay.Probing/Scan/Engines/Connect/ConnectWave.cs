using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>Carries a schedule out over a pool of sockets: the loop of the connect scan.</summary>
/// <param name="run">What is asked and who is told.</param>
/// <param name="epoll">Watches the sockets.</param>
/// <param name="pool">The sockets.</param>
/// <param name="schedule">When which port is asked.</param>
internal sealed class ConnectWave(ScanRun run, Epoll epoll, ConnectPool pool, ProbeSchedule schedule)
{
    const int Batch = 64;
    const int LongestWait = 50;

    // How often in a row it has paid to look for the answer right after connect(2): always where the other end is reached without leaving this processor.
    const int MostEagerness = 16;

    // A socket's probe; -1 for none, and its complement when the socket is over but the probe's time is not.
    readonly int[] _probeOf = NewArray(pool.Limit);
    readonly int[] _slotOf = NewArray(schedule.Count + run.Plan.Hosts.Length);
    int _eagerness = MostEagerness;
    int _sinceEager;

    /// <summary>Returns when all is settled, or soon after it was stopped.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            while (!schedule.IsDone && !stop.IsCancellationRequested)
            {
                var started = 0;
                while (started < Batch && pool.HasRoom && schedule.Take(ScanClock.Now) is >= 0 and var probe)
                {
                    Start(probe);
                    started++;
                }

                var events = epoll.Wait(started == Batch || schedule.IsDone ? 0 : Milliseconds());
                for (var i = 0; i < events; i++)
                {
                    var told = epoll.Event(i, out var slot);
                    if (_probeOf[slot] >= 0)
                    {
                        Ask((int)slot, (told & EpollEvents.Error) != 0);
                    }
                }

                while (schedule.Expire(ScanClock.Now) is >= 0 and var late)
                {
                    Free(_slotOf[late], reset: true);
                }
            }
        }
        finally
        {
            for (var slot = 0; slot < pool.Count; slot++)
            {
                if (_probeOf[slot] != -1)
                {
                    Free(slot, reset: true);
                }
            }
        }
    }

    static int[] NewArray(int length)
    {
        var array = new int[length];
        Array.Fill(array, -1);
        return array;
    }

    int Milliseconds()
    {
        var now = ScanClock.Now;
        return (int)Math.Clamp((schedule.NextAt(now) - now + 999) / 1_000, 0, LongestWait);
    }

    void Start(int probe)
    {
        var (host, port) = (run.Plan.Hosts[schedule.HostOf(probe)], schedule.PortOf(probe));
        var slot = pool.Rent(host.Address, port);
        if (slot < 0)
        {
            if (-slot is Errno.EMFILE or Errno.ENFILE && pool.Count is > 0 and var open && open < pool.Limit)
            {
                pool.StopGrowing();
                run.Sink.Notice($"Descriptors ran short: {open:N0} connections at once from here on.");
            }

            schedule.Failed(probe, -slot, ScanClock.Now);
            return;
        }

        var errno = -pool.Connect(slot);
        var now = ScanClock.Now;
        switch (errno)
        {
            case 0 or Errno.EINPROGRESS:
                (_probeOf[slot], _slotOf[probe]) = (probe, slot);
                schedule.Sent(probe, now);
                if (_eagerness > 0 || ++_sinceEager >= Batch)
                {
                    _sinceEager = 0;
                    if (Ask(slot, hasError: false))
                    {
                        _eagerness = MostEagerness;
                        return;
                    }

                    _eagerness = Math.Max(0, _eagerness - 1);
                }

                Watch(slot, probe);

                return;
            case Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.ENOBUFS or Errno.EAGAIN or Errno.EADDRNOTAVAIL or Errno.EADDRINUSE:
                schedule.Failed(probe, errno, now);
                break;
            case Errno.EPERM or Errno.EACCES:
                schedule.Refused(probe, PortState.Unknown, ProbeReason.LocalRule, errno);
                break;
            case Errno.ENETUNREACH:
                schedule.Refused(probe, PortState.Filtered, ProbeReason.NetUnreachable, errno);
                break;
            case Errno.EHOSTUNREACH or Errno.EHOSTDOWN:
                schedule.Refused(probe, PortState.Filtered, ProbeReason.HostUnreachable, errno);
                break;
            default:
                schedule.Refused(probe, PortState.Unknown, ProbeReason.LocalError, errno);
                break;
        }

        pool.Reset(slot);
        pool.Return(slot);
    }

    // Connecting again tells how the first time went: 0 or EALREADY, or the error, after which the socket is at its beginning.
    bool Ask(int slot, bool hasError)
    {
        var probe = _probeOf[slot];
        var errno = -pool.Connect(slot);
        switch (errno)
        {
            case Errno.EALREADY or Errno.EINPROGRESS:
                // An ICMP error that met the socket in the middle of a call lies in the queue, and nowhere else.
                return hasError && TakeReport(slot, probe, reset: true);
            case 0 or Errno.EISCONN:
                Connected(slot, probe);
                return true;
            case Errno.ECONNRESET or Errno.EPIPE:
                // Somebody accepted and hung up before we looked.
                Settle(slot, probe, PortState.Open, ProbeReason.SynAck, reset: false);
                return true;
            case Errno.ECONNREFUSED:
                if (!TakeReport(slot, probe, reset: false))
                {
                    Settle(slot, probe, PortState.Closed, ProbeReason.Reset, reset: false);
                }

                return true;
            case Errno.ETIMEDOUT:
                // The kernel gave up before we did: silence, until our own time is over.
                _probeOf[slot] = ~probe;
                return true;
            default:
                if (!TakeReport(slot, probe, reset: false))
                {
                    var (state, reason) = errno switch
                    {
                        Errno.EHOSTUNREACH or Errno.EHOSTDOWN => (PortState.Filtered, ProbeReason.HostUnreachable),
                        Errno.ENETUNREACH => (PortState.Filtered, ProbeReason.NetUnreachable),
                        _ => (PortState.Unknown, ProbeReason.LocalError),
                    };
                    if (state == PortState.Unknown)
                    {
                        Free(slot, reset: true);
                        schedule.Abandon(probe, errno);
                    }
                    else
                    {
                        Settle(slot, probe, state, reason, reset: false);
                    }
                }

                return true;
        }
    }

    void Connected(int slot, int probe)
    {
        if (!pool.IsItself(slot))
        {
            Settle(slot, probe, PortState.Open, ProbeReason.SynAck, reset: true);
            return;
        }

        var errno = -pool.ConnectFromElsewhere(slot);
        if (errno is 0 or Errno.EINPROGRESS)
        {
            Watch(slot, probe);
        }
        else
        {
            Free(slot, reset: false);
            schedule.Abandon(probe, errno);
        }
    }

    void Watch(int slot, int probe)
    {
        if (pool.Watch(slot) is < 0 and var error)
        {
            Free(slot, reset: true);
            schedule.Abandon(probe, -error);
        }
    }

    bool TakeReport(int slot, int probe, bool reset)
    {
        if (!pool.TryTakeReport(slot, schedule.PortOf(probe), out var report))
        {
            return false;
        }

        var reason = IcmpReasons.Of(report.Origin == SocketErrorOrigin.Icmp6 ? 6 : 4, report.Type, report.Code);
        Free(slot, reset);
        schedule.Answered(probe, PortState.Filtered, reason, ScanClock.Now, reporter: report.Offender);
        return true;
    }

    void Settle(int slot, int probe, PortState state, ProbeReason reason, bool reset)
    {
        var now = ScanClock.Now;
        Free(slot, reset);
        schedule.Answered(probe, state, reason, now);
    }

    void Free(int slot, bool reset)
    {
        _probeOf[slot] = -1;
        if (reset)
        {
            pool.Reset(slot);
        }

        pool.Return(slot);
    }
}
