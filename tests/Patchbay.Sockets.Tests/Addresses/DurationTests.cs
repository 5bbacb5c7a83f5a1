namespace Patchbay.Sockets.Tests;

public class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("0s", 0)]
    public void A_number_and_a_unit_is_a_duration(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("1.2.3s")]
    [InlineData("99999h")]
    [InlineData(null)]
    public void Anything_else_is_none(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(0.42, "0.4 ms")]
    [InlineData(12.3, "12 ms")]
    [InlineData(999.7, "1.0 s")]
    [InlineData(1260, "1.3 s")]
    [InlineData(130_000, "130 s")]
    public void A_measured_time_is_shown_with_about_two_digits(double milliseconds, string text) =>
        Assert.Equal(text, Duration.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
