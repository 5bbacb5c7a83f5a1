using Patchbay.Services.Web;

namespace Patchbay.Services.Tests.Web;

public class PreconditionsTests
{
    const string Tag = "\"abc-1\"", Then = "Sat, 21 Nov 2026 06:00:00 GMT", Before = "Sat, 21 Nov 2026 05:59:59 GMT", After = "Sat, 21 Nov 2026 06:00:01 GMT";

    static readonly Validators State = new(Tag, new DateTimeOffset(2026, 11, 21, 6, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("\"abc-1\"", nameof(ConditionResult.Proceed))]
    [InlineData("\"x\", \"abc-1\"", nameof(ConditionResult.Proceed))]
    [InlineData("*", nameof(ConditionResult.Proceed))]
    [InlineData("\"x\"", nameof(ConditionResult.Failed))]
    [InlineData("W/\"abc-1\"", nameof(ConditionResult.Failed))]
    [InlineData("abc-1", nameof(ConditionResult.Failed))]
    [InlineData("", nameof(ConditionResult.Failed))]
    public void If_Match_compares_strongly(string header, string expected)
    {
        Assert.Equal(expected, Text(Preconditions.Judge(new() { IfMatch = header }, State, isRead: true)));
        Assert.Equal(ConditionResult.Failed, Preconditions.Judge(new() { IfMatch = header }, null, isRead: false));
    }

    [Theory]
    [InlineData("\"abc-1\"", true)]
    [InlineData("W/\"abc-1\"", true)]
    [InlineData("\"x\", W/\"abc-1\"", true)]
    [InlineData("*", true)]
    [InlineData("\"x\"", false)]
    [InlineData("abc-1", false)]
    public void If_None_Match_compares_weakly(string header, bool isKnown)
    {
        Assert.Equal(isKnown ? ConditionResult.NotModified : ConditionResult.Proceed, Preconditions.Judge(new() { IfNoneMatch = header }, State, isRead: true));
        Assert.Equal(isKnown ? ConditionResult.Failed : ConditionResult.Proceed, Preconditions.Judge(new() { IfNoneMatch = header }, State, isRead: false));
        Assert.Equal(ConditionResult.Proceed, Preconditions.Judge(new() { IfNoneMatch = header }, null, isRead: false));
    }

    [Theory]
    [InlineData(Then, nameof(ConditionResult.NotModified))]
    [InlineData(After, nameof(ConditionResult.NotModified))]
    [InlineData(Before, nameof(ConditionResult.Proceed))]
    [InlineData("Saturday, 21-Nov-26 06:00:00 GMT", nameof(ConditionResult.NotModified))]
    [InlineData("Sat Nov 21 06:00:00 2026", nameof(ConditionResult.NotModified))]
    [InlineData("yesterday", nameof(ConditionResult.Proceed))]
    public void If_Modified_Since_is_for_reads_alone(string header, string expected)
    {
        Assert.Equal(expected, Text(Preconditions.Judge(new() { IfModifiedSince = header }, State, isRead: true)));
        Assert.Equal(ConditionResult.Proceed, Preconditions.Judge(new() { IfModifiedSince = header }, State, isRead: false));
    }

    [Theory]
    [InlineData(Then, nameof(ConditionResult.Proceed))]
    [InlineData(After, nameof(ConditionResult.Proceed))]
    [InlineData(Before, nameof(ConditionResult.Failed))]
    [InlineData("yesterday", nameof(ConditionResult.Proceed))]
    public void If_Unmodified_Since_fails_for_what_is_newer(string header, string expected) =>
        Assert.Equal(expected, Text(Preconditions.Judge(new() { IfUnmodifiedSince = header }, State, isRead: false)));

    [Fact]
    public void Tags_go_before_dates_and_matching_before_not_matching()
    {
        // RFC 9110 section 13.2.2, steps 1 to 4.
        Assert.Equal(ConditionResult.Proceed, Preconditions.Judge(new() { IfMatch = Tag, IfUnmodifiedSince = Before }, State, isRead: true));
        Assert.Equal(ConditionResult.Proceed, Preconditions.Judge(new() { IfNoneMatch = "\"x\"", IfModifiedSince = Then }, State, isRead: true));
        Assert.Equal(ConditionResult.NotModified, Preconditions.Judge(new() { IfNoneMatch = Tag, IfModifiedSince = Before }, State, isRead: true));
        Assert.Equal(ConditionResult.Failed, Preconditions.Judge(new() { IfMatch = "\"x\"", IfNoneMatch = Tag }, State, isRead: true));
        Assert.Equal(ConditionResult.NotModified, Preconditions.Judge(new() { IfMatch = Tag, IfNoneMatch = Tag }, State, isRead: true));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(Tag, true)]
    [InlineData("\"x\"", false)]
    [InlineData("W/\"abc-1\"", false)]
    [InlineData(Then, true)]
    [InlineData(Before, false)]
    [InlineData(After, false)]
    [InlineData("nonsense", false)]
    public void If_Range_takes_exactly_this_state(string? header, bool applies) => Assert.Equal(applies, Preconditions.RangeApplies(new() { IfRange = header }, State));

    [Fact]
    public void Whatever_stands_in_the_fields_a_verdict_comes()
    {
        string[] seeds = [Tag, "W/\"a\", \"b\"", "*", Then, "Saturday, 21-Nov-26 06:00:00 GMT", "Sat Nov 21 06:00:00 2026", "\"\\\"\"", ",,\"a\",,"];
        var verdicts = new HashSet<ConditionResult>();
        for (var i = 0; i < Fuzz.Inputs; i++)
        {
            var random = Fuzz.At(i);
            string? Field() => random.Next(2) == 0 ? null : Fuzz.Mutate(random, seeds[random.Next(seeds.Length)], "\"*W/,; abc-10:GMT\\\u00e4");
            var conditions = new RequestConditions { IfMatch = Field(), IfNoneMatch = Field(), IfModifiedSince = Field(), IfUnmodifiedSince = Field(), IfRange = Field() };
            verdicts.Add(Preconditions.Judge(conditions, random.Next(3) == 0 ? null : State, random.Next(2) == 0));
            Preconditions.RangeApplies(conditions, State);
        }

        Assert.Equal(3, verdicts.Count);
    }

    static string Text(ConditionResult result) => result.ToString();
}
