namespace Patchbay.Probing.Tests.Udp;

/// <summary>A host in virtual time, asked by a <see cref="UdpHostScan"/>: closed and silent ports, a token bucket for its ICMP as Linux has it, a round trip, loss.</summary>
sealed class SimulatedUdpHost(int ports, Func<int, bool> isSilent, long interval, long roundTrip, double loss, int seed)
{
    const int Burst = 6;

    readonly Random _random = new(seed);
    readonly PriorityQueue<(int Port, int Try), long> _answers = new();
    double _tokens = Burst;
    long _filledAt;

    public HashSet<int> Closed { get; } = [];

    public HashSet<int> Silent { get; } = [];

    public int Sent { get; private set; }

    /// <summary>Runs the scan to its end.</summary>
    /// <returns>How long it took, in microseconds.</returns>
    public long Run(ScanTuning? tuning = null)
    {
        var scan = new UdpHostScan(ports, tuning ?? new ScanTuning(), 500, isLocal: false, seed: (ulong)seed);
        long now = 1_000_000, begin = now;
        while (now - begin < 3_600_000_000)
        {
            while (_answers.TryPeek(out var answer, out var at) && at <= now)
            {
                _answers.Dequeue();
                if (scan.Answered(answer.Port, at, isIcmp: true, answer.Try, out _))
                {
                    Assert.True(Closed.Add(answer.Port));
                }
            }

            var next = _answers.TryPeek(out _, out var soon) ? soon : long.MaxValue;
            switch (scan.Next(now, out var port, out var until, out var silent))
            {
                case UdpAsk.Done:
                    return now - begin;
                case UdpAsk.Wait when silent >= 0:
                    Assert.True(Silent.Add(silent));
                    break;
                case UdpAsk.Wait:
                    Assert.True(Math.Min(until, next) < long.MaxValue, "Nothing to wait for, and ports are left.");

                    // As epoll_wait(2) does: whole milliseconds, but for an answer.
                    now = Math.Max(now + 1, Math.Min((until - now) > 3_600_000_000 ? long.MaxValue : now + ((until - now + 999) / 1000 * 1000), next));
                    break;
                default:
                    scan.Sent(port, now);
                    Sent++;
                    Arrives(port, scan.TriesOf(port), now + (roundTrip / 2));
                    now += 5;
                    break;
            }
        }

        throw new InvalidOperationException("An hour of the host's time did not do.");
    }

    void Arrives(int port, int attempt, long at)
    {
        if (isSilent(port) || _random.NextDouble() < loss)
        {
            return;
        }

        if (interval > 0)
        {
            _tokens = Math.Min(Burst, _tokens + ((at - _filledAt) / (double)interval));
            _filledAt = at;
            if (_tokens < 1)
            {
                return;
            }

            _tokens--;
        }

        if (_random.NextDouble() >= loss)
        {
            _answers.Enqueue((port, attempt), at + (roundTrip / 2));
        }
    }
}
