using System.Text.Json.Serialization;

namespace Patchbay.Benchmarks.Harness;

/// <summary>All samples of one relay in one cell, one a round.</summary>
sealed record RelaySeries(string Relay, string Family, string Cell, List<RelaySample> Samples)
{
    public string? DiscardReason => Samples.Select(sample => sample.DiscardReason).FirstOrDefault(reason => reason is not null);

    [JsonIgnore]
    public bool Counts => DiscardReason is null && Samples.Count > 0;

    [JsonIgnore]
    public string Disturbed => $"{Samples.Count(sample => sample.Disturbed)} of {Samples.Count}";

    public double Median(Func<RelaySample, double> of) => Statistics.Median(Samples.Select(of));

    /// <summary>The median of the rounds' own ratios, so that a slow moment of the machine, which strikes both, cancels out.</summary>
    public double Over(RelaySeries other, Func<RelaySample, double> of) =>
        Statistics.Median(Samples.Zip(other.Samples, (mine, theirs) => of(mine) / of(theirs)));
}
