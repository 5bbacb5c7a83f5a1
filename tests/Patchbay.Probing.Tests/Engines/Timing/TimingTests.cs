namespace Patchbay.Probing.Tests.Engines;

public class TimingTests
{
    const long Millisecond = 1_000;

    [Fact]
    public void The_timeout_is_that_of_RFC_6298()
    {
        var estimator = new RoundTripEstimator();
        Assert.Equal(1_000 * Millisecond, estimator.Timeout(1_000 * Millisecond, 0, 10_000 * Millisecond));

        // The first sample R: SRTT = R, RTTVAR = R/2, RTO = R + 4 * R/2.
        estimator.Add(200 * Millisecond);
        Assert.Equal(600 * Millisecond, estimator.Timeout(0, 0, 10_000 * Millisecond));

        // The next: RTTVAR = 3/4 * 100 + 1/4 * |200 - 100| = 100, SRTT = 7/8 * 200 + 1/8 * 100 = 187.5.
        estimator.Add(100 * Millisecond);
        Assert.Equal(587_500, estimator.Timeout(0, 0, 10_000 * Millisecond));
        Assert.Equal(500 * Millisecond, estimator.Timeout(0, 0, 500 * Millisecond));
        Assert.Equal(700 * Millisecond, estimator.Timeout(0, 700 * Millisecond, 10_000 * Millisecond));
    }

    [Fact]
    public void A_window_grows_without_loss_and_halves_once_for_each_flight()
    {
        var window = new CongestionWindow(10, 100);
        for (var i = 0; i < 30; i++)
        {
            window.Passed();
        }

        Assert.Equal(40, window.Size);
        Assert.True(window.Dropped(sentAt: 5, now: 10, least: 1));
        Assert.False(window.Dropped(sentAt: 9, now: 11, least: 1));
        Assert.Equal(20, window.Size);
        Assert.True(window.Dropped(sentAt: 12, now: 20, least: 15));
        Assert.Equal(15, window.Size);

        // Congestion avoidance: a whole window of answers for one more.
        for (var i = 0; i < 16; i++)
        {
            window.Passed();
        }

        Assert.Equal(16, window.Size);
        for (var i = 0; i < 100_000; i++)
        {
            window.Passed();
        }

        Assert.Equal(100, window.Size);
    }

    [Fact]
    public void More_loss_asks_for_more_tries()
    {
        var none = new LossEstimator();
        for (var i = 0; i < 100; i++)
        {
            none.Answered(1);
        }

        Assert.Equal(3, none.Tries(3, 21, 1e-4));

        // Both ways at 20 %: 36 % of the round trips. 0.36^9 is over the bound, 0.36^10 under it.
        var some = new LossEstimator();
        for (var i = 0; i < 640; i++)
        {
            some.Answered(1);
        }

        for (var i = 0; i < 360; i++)
        {
            some.Missed();
        }

        Assert.Equal(0.36, some.Rate, 0.01);
        Assert.Equal(10, some.Tries(3, 21, 1e-4));
        Assert.Equal(7, some.Tries(3, 7, 1e-4));
    }

    [Fact]
    public void A_pacer_keeps_the_rate_in_every_window_of_100_ms_and_comes_close_to_it()
    {
        foreach (var rate in (double[])[1, 5, 10, 33, 1_000, 12_345, 1_000_000])
        {
            var random = new Random(7);
            var pacer = new RatePacer(rate, 0);
            var (now, sent) = (0L, new List<(long At, int Count)>());
            var end = rate < 100 ? 20_000_000 : 3_000_000;
            while (now < end)
            {
                if (pacer.Allowed(now) is > 0 and var allowed)
                {
                    var count = random.Next(1, allowed + 1);
                    pacer.Spend(count, now);
                    sent.Add((now, count));
                }
                else
                {
                    now = Math.Max(now + 1, pacer.NextAt(now)) + random.Next(50);
                }
            }

            var total = sent.Sum(static one => (long)one.Count);
            Assert.InRange(total, rate * end / 1e6 * 0.9, (rate * end / 1e6) + 1);
            var (first, inWindow) = (0, 0L);
            foreach (var (at, count) in sent)
            {
                inWindow += count;
                while (sent[first].At <= at - 100_000)
                {
                    inWindow -= sent[first++].Count;
                }

                Assert.InRange(inWindow, 0, Math.Max(1, rate / 10));
            }
        }
    }

    [Fact]
    public void A_pacer_that_was_held_up_does_not_catch_up()
    {
        var pacer = new RatePacer(1_000, 0);
        Assert.InRange(pacer.Allowed(60_000_000), 1, 10);
    }

    [Fact]
    public void A_wheel_gives_each_thing_once_after_its_deadline_and_soon_after_it()
    {
        const int Count = 2_000;
        var random = new Random(3);
        var now = 123_456_789L;
        var wheel = new DeadlineWheel(Count, now);
        var deadlines = new long[Count];
        for (var i = 0; i < Count; i++)
        {
            // Up to a minute: several turns of the wheel; some are over already.
            wheel.Add(i, deadlines[i] = now + random.NextInt64(-5_000, 60_000_000));
        }

        var taken = new HashSet<int>();
        var start = now;
        while (wheel.Count > 0)
        {
            Assert.True(wheel.NextAt() <= Math.Max(start, deadlines.Where((_, i) => !taken.Contains(i)).Min()) + 2_000);
            var before = now;
            now += random.Next(1, 400_000);
            while (wheel.Take(now) is >= 0 and var number)
            {
                Assert.True(taken.Add(number));
                Assert.InRange(deadlines[number], before - 5_000, now);
            }
        }

        Assert.Equal(Count, taken.Count);
        Assert.Equal(-1, wheel.Take(now + 1_000_000));
        Assert.Equal(long.MaxValue, wheel.NextAt());
    }
}
