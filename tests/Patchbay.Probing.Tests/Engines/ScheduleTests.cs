namespace Patchbay.Probing.Tests.Engines;

/// <summary>The schedule alone, with a network and a clock of the test's own.</summary>
public class ScheduleTests
{
    [Theory]
    [InlineData(0.00, 1)]
    [InlineData(0.05, 0.9999)]
    [InlineData(0.20, 0.999)]
    [InlineData(0.35, 0.99)]
    public void Loss_is_found_out_and_asked_away(double loss, double right)
    {
        // A quarter open, a quarter closed, the rest silent, on ten hosts; each way loses its share.
        var random = new Random(17);
        var plan = RecordedScan.Plan(Enumerable.Range(1, 10).Select(static i => $"10.0.0.{i}"), Enumerable.Range(1, 1_000));
        var scan = new RecordedScan();
        Simulate(scan, plan, new ScanTuning { Seed = 5 }, port => (port % 4) switch
        {
            0 => PortState.Open,
            1 => PortState.Closed,
            _ => PortState.None,
        }, () => random.NextDouble() > (1 - loss) * (1 - loss));
        var found = scan.ByPort();
        Assert.Equal(plan.Count, found.Count);
        var wrong = found.Values.Count(static one => one.State != ((one.Port % 4) switch { 0 => PortState.Open, 1 => PortState.Closed, _ => PortState.Filtered }));
        Assert.True(wrong <= (1 - right) * plan.Count, $"{wrong} wrong");
        Assert.DoesNotContain(found.Values, static one => one.Port % 4 > 1 && one.State != PortState.Filtered);
        if (loss == 0)
        {
            Assert.All(found.Values, static one => Assert.Equal(one.State == PortState.Filtered ? 3 : 1, one.Tries));
        }
    }

    [Fact]
    public void A_host_with_one_port_that_answers_is_pinged_to_see_its_loss()
    {
        var random = new Random(23);
        var (missed, hosts) = (0, 200);
        var plan = RecordedScan.Plan(Enumerable.Range(0, hosts).Select(static i => $"10.0.{i / 250}.{i % 250}"), Enumerable.Range(1, 20));

        // 36 % of the round trips are lost. Two ports of twenty answer: when one of them is known, pings of it tell how often to ask for the other.
        var scan = new RecordedScan();
        Simulate(scan, plan, new ScanTuning { Seed = 6 }, static port => port <= 2 ? PortState.Closed : PortState.None, () => random.NextDouble() < 0.36);
        foreach (var host in scan.Findings.GroupBy(static one => one.Host))
        {
            missed += host.Count(static one => one.Port <= 2 && one.State == PortState.Filtered);
        }

        // With three tries for each, 36 %³ = 4.7 % would be missed: 19 of 400.
        Assert.InRange(missed, 0, 4);
    }

    [Fact]
    public void A_million_probes_under_way_take_less_than_64_megabytes()
    {
        var plan = RecordedScan.Plan(Enumerable.Range(0, 4_096).Select(static i => $"10.1.{i / 256}.{i % 256}"), Enumerable.Range(1, 256));
        var run = new ScanRun(plan, null, new ScanTuning(), new RecordedScan(), new ScanCounts());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var schedule = new ProbeSchedule(run, 0, plan.Hosts.Length, 1 << 20, 1 << 20, null, 0);
        while (schedule.Take(1) is >= 0 and var probe)
        {
            schedule.Sent(probe, 1);
        }

        Assert.Equal(1 << 20, schedule.UnderWay);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void Waves_cover_the_plan_once_and_split_no_host()
    {
        var plan = RecordedScan.Plan(Enumerable.Range(0, 100).Select(static i => $"10.0.0.{i}"), Enumerable.Range(1, 65_535));
        var waves = ScanWaves.Of(plan).ToList();
        Assert.Equal(Enumerable.Range(0, 100), waves.SelectMany(static wave => Enumerable.Range(wave.First, wave.End - wave.First)));
        Assert.All(waves, static wave => Assert.InRange(wave.End - wave.First, 1, 16));
        Assert.Empty(ScanWaves.Of(RecordedScan.Plan([], [])));
    }

    [Fact]
    public void A_schedule_that_lacks_the_means_waits_ever_longer_and_then_says_unknown()
    {
        var plan = RecordedScan.Plan(["10.0.0.1"], Enumerable.Range(1, 100));
        var scan = new RecordedScan();
        var schedule = new ProbeSchedule(new ScanRun(plan, null, new ScanTuning(), scan, scan.Counts), 0, 1, 64, 64, null, 0);
        var (now, pauses) = (0L, 0);
        while (!schedule.IsDone)
        {
            if (schedule.Take(now) is >= 0 and var probe)
            {
                schedule.Failed(probe, 24, now);
            }
            else
            {
                var next = schedule.NextAt(now);
                Assert.True(next > now && next < long.MaxValue);
                now = next;
                pauses++;
            }
        }

        Assert.InRange(pauses, 3, 20);
        Assert.Equal(100, scan.Findings.Count);
        Assert.All(scan.Findings, static one => Assert.Equal((PortState.Unknown, ProbeReason.LocalError, 24, 0), (one.State, one.Reason, one.Errno, (int)one.Tries)));
    }

    // Answers come after 20 ms, unless the trip is lost.
    static void Simulate(RecordedScan scan, ScanPlan plan, ScanTuning tuning, Func<int, PortState> answer, Func<bool> isLost)
    {
        var schedule = new ProbeSchedule(new ScanRun(plan, null, tuning, scan, scan.Counts), 0, plan.Hosts.Length, 512, 100_000, null, 0);
        var arrivals = new PriorityQueue<(int Probe, int Try, PortState State), long>();
        for (var now = 0L; !schedule.IsDone;)
        {
            while (schedule.Take(now) is >= 0 and var probe)
            {
                schedule.Sent(probe, now);
                if (answer(schedule.PortOf(probe)) is not PortState.None and var state && !isLost())
                {
                    arrivals.Enqueue((probe, schedule.TryOf(probe), state), now + 20_000);
                }
            }

            while (arrivals.TryPeek(out var arrival, out var at) && at <= now)
            {
                arrivals.Dequeue();
                schedule.Answered(arrival.Probe, arrival.State, arrival.State == PortState.Open ? ProbeReason.SynAck : ProbeReason.Reset, now, arrival.Try);
            }

            while (schedule.Expire(now) >= 0)
            {
            }

            // Room in a window may be there at once; else at the next event.
            var next = Math.Min(schedule.NextAt(now), arrivals.TryPeek(out _, out var first) ? first : long.MaxValue);
            now = Math.Max(now + 100, Math.Min(next, now + 5_000));
        }
    }
}
