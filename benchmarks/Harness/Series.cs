using System.Text.Json.Serialization;

namespace Patchbay.Benchmarks.Harness;

/// <summary>All samples of one server in one cell, one a round, and what they come to.</summary>
sealed record Series(string Server, string Family, string Cell, List<Sample> Samples, bool MustBeBusy)
{
    /// <summary>Set when every server of the cell had enough calm rounds: then the disturbed ones are left out, for all alike.</summary>
    public bool CalmOnly { get; set; }

    /// <summary>Good samples during which the machine did nothing else.</summary>
    public int Calm => Samples.Count(sample => IsGood(sample) && !sample.Disturbed);

    /// <summary>Why the cell is discarded; null when it counts. Wrong bytes or errors spoil the whole cell, a core that idled only its sample.</summary>
    public string? DiscardReason
    {
        get
        {
            var bad = Samples.Where(sample => !IsGood(sample)).ToList();
            var spoiled = bad.FirstOrDefault(sample => sample.WrongBytes > 0 || sample.Errors > 0) ?? (bad.Count == Samples.Count ? bad.FirstOrDefault() : null);
            return spoiled?.DiscardReason(MustBeBusy);
        }
    }

    [JsonIgnore]
    public bool Counts => DiscardReason is null && Samples.Count > 0;

    /// <summary><c>5 of 7</c>, and whether what is left was disturbed.</summary>
    [JsonIgnore]
    public string Kept => $"{Samples.Count(IsUsed)} of {Samples.Count}{(Samples.Any(sample => IsUsed(sample) && sample.Disturbed) ? ", disturbed" : "")}";

    /// <summary>Median CPU-µs a message.</summary>
    public double Cost => Median(sample => sample.Cost);

    public double Median(Func<Sample, double> of) => Statistics.Median(Samples.Where(IsUsed).Select(of));

    /// <summary>
    /// What this server's message costs over another's: the median of the rounds' own ratios, so that a slow moment of the machine, which strikes
    /// both, cancels out. Null where no round served both.
    /// </summary>
    public double? CostOver(Series other)
    {
        var rounds = Samples.Zip(other.Samples).Where(pair => IsGood(pair.First) && other.IsGood(pair.Second)).ToList();
        var calm = rounds.Where(pair => !pair.First.Disturbed && !pair.Second.Disturbed).ToList();
        var ratios = (calm.Count >= Interleaved.FewCalm ? calm : rounds).Select(pair => pair.First.Cost / pair.Second.Cost).ToList();
        return ratios.Count == 0 ? null : Statistics.Median(ratios);
    }

    bool IsGood(Sample sample) => sample.DiscardReason(MustBeBusy) is null;

    bool IsUsed(Sample sample) => IsGood(sample) && !(CalmOnly && sample.Disturbed);
}
