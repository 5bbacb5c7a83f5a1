using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>Carries a schedule out by raw packets: the loop of the SYN scan.</summary>
/// <param name="run">What is asked and who is told.</param>
/// <param name="wire">The sockets.</param>
/// <param name="schedule">When which port is asked.</param>
/// <param name="targets">Where answers are looked up.</param>
internal sealed class SynWave(ScanRun run, SynWire wire, ProbeSchedule schedule, SynTargets targets)
{
    const int LongestWait = 50;
    const int MostReceives = 16;

    // How often the receive queues are asked for what they lost: more often than the shortest time-out, so that no silence is believed before.
    const long DropsEvery = 20_000;

    readonly int[] _batch4 = new int[SynSender.Batch];
    readonly int[] _batch6 = new int[SynSender.Batch];
    long _dropsAt;
    bool _toldDrops;

    /// <summary>Returns when all is settled, or soon after it was stopped.</summary>
    public void Run(CancellationToken stop)
    {
        while (!schedule.IsDone && !stop.IsCancellationRequested)
        {
            var taken = Fill();
            Flush(wire.Sender4, _batch4);
            Flush(wire.Sender6, _batch6);
            var received = Receive();
            CheckDrops();
            while (schedule.Expire(ScanClock.Now) >= 0)
            {
            }

            if (taken == 0 && received == 0 && !schedule.IsDone)
            {
                var now = ScanClock.Now;
                _ = wire.Epoll.Wait((int)Math.Clamp((schedule.NextAt(now) - now + 999) / 1_000, 0, LongestWait));
            }
        }
    }

    int Fill()
    {
        var now = ScanClock.Now;
        var taken = 0;
        while (taken < SynSender.Batch && schedule.Take(now) is >= 0 and var probe)
        {
            taken++;
            var (host, port) = (schedule.HostOf(probe), schedule.PortOf(probe));
            var isV6 = targets.IsV6(host);
            ReadOnlySpan<byte> source = default;
            if (!isV6 && targets.TryGetSource(host, wire.Sources, out source) is < 0 and var error)
            {
                Refuse(probe, -error);
                continue;
            }

            var sourcePort = wire.Ports.Of(probe < schedule.Count ? schedule.TryOf(probe) : SourcePorts.PingTry);
            var bytes = targets.Bytes(host);
            var sender = isV6 ? wire.Sender6! : wire.Sender4!;
            (isV6 ? _batch6 : _batch4)[sender.Count] = probe;
            sender.Add(source, run.Plan.Hosts[host].Address, bytes, sourcePort, port, wire.Cookie.Of(bytes, port, sourcePort));
        }

        return taken;
    }

    void Flush(SynSender? sender, int[] batch)
    {
        if (sender is null || sender.Count == 0)
        {
            return;
        }

        for (var at = 0; at < sender.Count;)
        {
            var sent = sender.Send(at);
            var now = ScanClock.Now;
            if (sent > 0)
            {
                for (var end = at + sent; at < end; at++)
                {
                    schedule.Sent(batch[at], now);
                }
            }
            else if (-sent is Errno.EAGAIN or Errno.ENOBUFS or Errno.ENOMEM)
            {
                // What follows would meet the same.
                for (; at < sender.Count; at++)
                {
                    schedule.Failed(batch[at], -sent, now);
                }
            }
            else if (-sent != Errno.EINTR)
            {
                Refuse(batch[at++], -sent);
            }
        }

        sender.Clear();
    }

    void Refuse(int probe, int errno)
    {
        var (state, reason) = errno switch
        {
            Errno.EPERM or Errno.EACCES => (PortState.Unknown, ProbeReason.LocalRule),
            Errno.ENETUNREACH => (PortState.Filtered, ProbeReason.NetUnreachable),
            Errno.EHOSTUNREACH or Errno.EHOSTDOWN => (PortState.Filtered, ProbeReason.HostUnreachable),
            _ => (PortState.Unknown, ProbeReason.LocalError),
        };
        schedule.Refused(probe, state, reason, errno);
    }

    int Receive()
    {
        var total = 0;
        foreach (var receiver in wire.Receivers)
        {
            for (var i = 0; i < MostReceives; i++)
            {
                var count = receiver.Receive();
                var now = ScanClock.Now;
                for (var at = 0; at < count; at++)
                {
                    Take(receiver.Packet(at), now);
                }

                total += count;
                if (count < SynSender.Batch)
                {
                    break;
                }
            }
        }

        return total;
    }

    void Take(ReadOnlySpan<byte> packet, long now)
    {
        // The cookie first: what it does not belong to is not looked up.
        if (!SynAnswer.TryRead(packet, out var answer) || answer.Sequence != wire.Cookie.Of(answer.Target, answer.Port, answer.SourcePort))
        {
            return;
        }

        var probe = targets.ProbeOf(answer.Target, answer.Port);
        var attempt = answer.SourcePort - wire.Ports.First + 1;
        if (probe < 0 || attempt < 1)
        {
            return;
        }

        if (attempt == SourcePorts.PingTry)
        {
            (probe, attempt) = (schedule.PingOf(probe), 1);
        }
        else if (attempt > schedule.TryOf(probe))
        {
            return;
        }

        schedule.Answered(probe, answer.State, answer.Reason, now, attempt, answer.Reporter.IsEmpty ? null : new IPAddress(answer.Reporter), answer.TimeToLive);
    }

    void CheckDrops()
    {
        var now = ScanClock.Now;
        if (now < _dropsAt)
        {
            return;
        }

        _dropsAt = now + DropsEvery;
        var drops = 0;
        foreach (var receiver in wire.Receivers)
        {
            drops += receiver.TakeDrops();
        }

        if (drops == 0)
        {
            return;
        }

        run.Counts.AddDropped(drops);
        schedule.AnswersWereLost(now);
        if (!_toldDrops)
        {
            _toldDrops = true;
            run.Sink.Notice($"The receive queue overflowed and lost {drops:N0} answers: what stays silent is asked again, more slowly.");
        }
    }
}
