using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Probing.Tests.Ping;

public sealed class RoundTripTimesTests
{
    [Fact]
    public void Of_few_times_everything_is_exact() => Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<NonNegativeInt>>(), static given =>
    {
        var times = new RoundTripTimes();
        var ticks = given.Get.Select(static one => (long)one.Get * 7).ToArray();
        foreach (var one in ticks)
        {
            times.Add(TimeSpan.FromTicks(one));
        }

        Array.Sort(ticks);
        Assert.Equal((ticks[0], ticks[^1]), (times.Least.Ticks, times.Most.Ticks));
        Assert.Equal(ticks.Average(), times.Mean.Ticks, 1.0);
        foreach (var percent in (double[])[0, 1, 50, 90, 99, 100])
        {
            var rank = Math.Clamp((int)Math.Ceiling(percent / 100 * ticks.Length), 1, ticks.Length);
            Assert.Equal(ticks[rank - 1], times.Percentile(percent).Ticks);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_many_times_percentiles_are_within_one_percent()
    {
        var random = new Random(3);
        var times = new RoundTripTimes();
        var ticks = new long[50_000];
        for (var i = 0; i < ticks.Length; i++)
        {
            ticks[i] = (long)Math.Exp(random.NextDouble() * 20);
            times.Add(TimeSpan.FromTicks(ticks[i]));
        }

        Array.Sort(ticks);
        for (var percent = 1; percent <= 100; percent++)
        {
            var right = ticks[(int)Math.Ceiling(percent / 100.0 * ticks.Length) - 1];
            Assert.InRange(times.Percentile(percent).Ticks, (right * 0.99) - 1, (right * 1.01) + 1);
        }
    }

    [Fact]
    public void The_longest_time_there_is_finds_its_place()
    {
        var times = new RoundTripTimes();
        times.Add(TimeSpan.MaxValue);
        times.Add(TimeSpan.FromTicks(-5));
        Assert.Equal(TimeSpan.MaxValue, times.Percentile(100));
        Assert.Equal(TimeSpan.Zero, times.Least);
    }

    [Fact]
    public void Without_times_all_is_zero()
    {
        var times = new RoundTripTimes();
        Assert.Equal(TimeSpan.Zero, times.Least + times.Most + times.Mean + times.Deviation + times.Percentile(50));
    }
}
