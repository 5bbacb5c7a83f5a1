using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Web;

namespace Patchbay.Services.Tests.Web;

public class ByteRangesTests
{
    [Theory]
    [InlineData("bytes=0-0", "0-0")]
    [InlineData("bytes=0-499", "0-499")]
    [InlineData("bytes=500-", "500-999")]
    [InlineData("bytes=-1", "999-999")]
    [InlineData("bytes=-5000", "0-999")]
    [InlineData("bytes=900-5000", "900-999")]
    [InlineData("bytes=0-0,-1", "0-0 999-999")]
    [InlineData("BYTES=1-2 , 4-4,", "1-2 4-4")]
    [InlineData("bytes=0-4,2000-", "0-4")]
    [InlineData("bytes=0-99999999999999999999", "0-999")]
    public void Parts_are_taken_as_asked_for_and_cut_to_the_file(string header, string expected) =>
        Assert.Equal(expected, string.Join(' ', ByteRanges.Select(header, 1000)!.Select(static range => $"{range.Start}-{range.End}")));

    [Theory]
    [InlineData("bytes=1000-")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=5000-6000,7000-")]
    [InlineData("bytes=99999999999999999999-")]
    public void Parts_behind_the_end_are_unsatisfiable(string header) => Assert.Empty(ByteRanges.Select(header, 1000)!);

    [Theory]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=,")]
    [InlineData("bytes=-")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1--2")]
    [InlineData("bytes=0x1-2")]
    [InlineData("bytes=1-2;3-4")]
    [InlineData("bytes 1-2")]
    [InlineData("lines=1-2")]
    [InlineData("bytes=0-999,0-999")]
    public void What_is_not_understood_or_costs_more_than_the_file_is_ignored(string header) => Assert.Null(ByteRanges.Select(header, 1000));

    [Fact]
    public void More_than_a_hundred_parts_are_ignored()
    {
        Assert.Equal(100, ByteRanges.Select("bytes=" + string.Join(',', Enumerable.Range(0, 100).Select(static i => $"{i}-{i}")), 1000)!.Count);
        Assert.Null(ByteRanges.Select("bytes=" + string.Join(',', Enumerable.Range(0, 101).Select(static i => $"{i}-{i}")), 1000));
    }

    [Fact]
    public void Of_an_empty_file_every_part_is_unsatisfiable()
    {
        Assert.Empty(ByteRanges.Select("bytes=0-0", 0)!);
        Assert.Empty(ByteRanges.Select("bytes=-1", 0)!);
    }

    [Fact]
    public void A_part_that_is_written_reads_back()
    {
        var ranges = ArbMap.Default.GeneratorFor<(PositiveInt, PositiveInt)>().Select(static pair => new ByteRange(pair.Item1.Get - 1, pair.Item2.Get));
        Prop.ForAll(ranges.ToArbitrary(), static range => ByteRanges.Select($"bytes={range.Start}-{range.End}", range.End + 1) is [var read] && read == range).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whatever_is_asked_for_every_part_is_in_the_file_and_all_are_no_more_than_it()
    {
        string[] seeds = ["bytes=0-0,-1", "bytes=1-2,4-4, 6-", "bytes=-500", "bytes=9223372036854775807-", "bytes=0-18446744073709551615", "bytes=5-4"];
        var some = 0;
        for (var i = 0; i < Fuzz.Inputs; i++)
        {
            var random = Fuzz.At(i);
            var header = Fuzz.Mutate(random, seeds[random.Next(seeds.Length)], "0123456789-,= \tbytes+x");
            var length = random.Next(3) switch { 0 => random.Next(10), 1 => random.Next(10_000), _ => long.MaxValue };
            if (ByteRanges.Select(header, length) is { Count: > 0 } ranges)
            {
                some++;
                Assert.All(ranges, range => Assert.True(range.Start >= 0 && range.Length >= 1 && range.End < length && range.End >= range.Start, $"{header} of {length}"));
                Assert.True(ranges.Sum(static range => (decimal)range.Length) <= length, $"{header} of {length}");
            }
        }

        Assert.InRange(some, Fuzz.Inputs / 20, Fuzz.Inputs);
    }
}
