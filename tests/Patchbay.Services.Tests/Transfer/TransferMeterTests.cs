using Patchbay.Services.Transfer;

namespace Patchbay.Services.Tests.Transfer;

public class TransferMeterTests
{
    [Fact]
    public void The_rate_is_that_of_the_last_seconds_and_not_of_what_was_there()
    {
        var meter = new TransferMeter();
        meter.Begins(1_000, 11_000, TimeSpan.Zero);
        Assert.Equal((9, null), (meter.Percent, meter.Rate(TimeSpan.Zero)));
        meter.Moved(1_000);
        Assert.Equal(1_000, meter.Rate(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(9), meter.Left(1_000));
        for (var second = 2; second <= 20; second++)
        {
            meter.Moved(100);
            meter.Rate(TimeSpan.FromSeconds(second));
        }

        Assert.Equal(100, meter.Rate(TimeSpan.FromSeconds(20))!.Value, 0.001);
    }

    [Fact]
    public void Without_a_total_nothing_is_said_of_the_rest()
    {
        var meter = new TransferMeter();
        meter.Begins(0, null, TimeSpan.Zero);
        meter.Moved(5);
        Assert.Equal((null, null), (meter.Percent, meter.Left(1)));
        meter.Begins(0, 0, TimeSpan.Zero);
        Assert.Equal(100, meter.Percent);
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(268435456, "256 MiB")]
    [InlineData(1048575, "1.0 MiB")]
    public void Sizes_are_short(double bytes, string text) => Assert.Equal(text, ByteWords.Size(bytes));

    [Theory]
    [InlineData("500", 500L)]
    [InlineData("64k", 65536L)]
    [InlineData("1.5M", 1572864L)]
    [InlineData("1g", 1073741824L)]
    public void Rates_are_read(string text, long bytes)
    {
        Assert.True(ByteWords.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("5x")]
    [InlineData("99999999999g")]
    public void What_is_no_rate_is_none(string text) => Assert.False(ByteWords.TryParse(text, out _));
}
