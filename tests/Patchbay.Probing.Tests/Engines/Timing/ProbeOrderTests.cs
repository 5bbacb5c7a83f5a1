using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Probing.Tests.Engines;

public class ProbeOrderTests
{
    [Fact]
    public void Every_order_of_every_count_is_a_permutation() =>
        Prop.ForAll(Gen.Choose(0, 3_000).ToArbitrary(), ArbMap.Default.ArbFor<ulong>(), static (count, seed) =>
        {
            var order = new ProbeOrder(count, seed);
            var seen = new bool[count];
            for (var i = 0; i < count; i++)
            {
                seen[order[i]] ^= true;
            }

            return Array.TrueForAll(seen, static one => one);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_003)]
    public void Large_counts_too(int count)
    {
        var order = new ProbeOrder(count, 42);
        var seen = new bool[count];
        for (var i = 0; i < count; i++)
        {
            Assert.False(seen[order[i]]);
            seen[order[i]] = true;
        }
    }

    [Fact]
    public void Another_seed_is_another_order_and_neighbours_are_far_apart()
    {
        var (one, other) = (new ProbeOrder(65_535, 1), new ProbeOrder(65_535, 2));
        Assert.InRange(Enumerable.Range(0, 65_535).Count(i => one[i] == other[i]), 0, 50);
        Assert.InRange(Enumerable.Range(0, 65_534).Average(i => Math.Abs(one[i + 1] - one[i])), 15_000, 30_000);
    }

    [Fact]
    public void Counts_beyond_what_is_possible_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProbeOrder(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProbeOrder(long.MaxValue, 0));
        var most = new ProbeOrder(1L << 62, 5);
        Assert.InRange(most[12345], 0, (1L << 62) - 1);
    }
}
