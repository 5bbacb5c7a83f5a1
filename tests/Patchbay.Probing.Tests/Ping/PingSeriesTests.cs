namespace Patchbay.Probing.Tests.Ping;

public sealed class PingSeriesTests
{
    [Fact]
    public void Loss_is_what_had_no_answer_in_time_of_all_that_is_decided()
    {
        var series = Of(PingOutcome.Answered, PingOutcome.Lost, PingOutcome.Closed, PingOutcome.Error);
        Assert.Equal((4, 2, 1, 1, 1), (series.Sent, series.Answered, series.Closed, series.Lost, series.Errors));
        Assert.Equal(0.5, series.Loss);
    }

    [Fact]
    public void A_late_answer_and_a_duplicate_change_no_loss()
    {
        var series = Of(PingOutcome.Lost, PingOutcome.Answered);
        series.Add(new PingEvent(0, 1, PingOutcome.Late, TimeSpan.FromSeconds(2)));
        series.Add(new PingEvent(0, 2, PingOutcome.Duplicate, TimeSpan.FromSeconds(2)));
        series.Add(new PingEvent(0, 1, PingOutcome.Error, TimeSpan.FromSeconds(3)) { IsLate = true });
        Assert.Equal((0.5, 1, 1, 0), (series.Loss, series.Late, series.Duplicates, series.Errors));
        Assert.Equal(TimeSpan.FromMilliseconds(1), series.Times.Most);
    }

    [Fact]
    public void What_was_not_sent_is_no_loss()
    {
        var series = Of(PingOutcome.NotSent);
        Assert.Equal((0, 1, 0, 0.0), (series.Sent, series.NotSent, series.Decided, series.Loss));
    }

    [Fact]
    public void Only_the_last_requests_are_drawn()
    {
        var series = Of([.. Enumerable.Repeat(PingOutcome.Lost, 100), PingOutcome.Answered]);
        Assert.Equal(PingSeries.MostRecent, series.Recent.Count);
        Assert.NotNull(series.Recent.Last());
    }

    [Fact]
    public void A_sparkline_runs_from_the_shortest_to_the_longest_and_marks_what_is_missing() =>
        Assert.Equal("▁×▅█", Sparkline.Of([TimeSpan.FromMilliseconds(1), null, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(9)]));

    [Fact]
    public void Equal_times_are_drawn_low() => Assert.Equal("▁▁", Sparkline.Of([TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)]));

    static PingSeries Of(params PingOutcome[] outcomes)
    {
        var series = new PingSeries();
        for (var i = 0; i < outcomes.Length; i++)
        {
            series.AddSent();
            series.Add(new PingEvent(0, i + 1, outcomes[i], TimeSpan.FromMilliseconds(1)));
        }

        return series;
    }
}
