namespace Patchbay.Benchmarks.Harness;

/// <summary>All samples of one server in one cell, and what they come to.</summary>
sealed record Series(string Server, string Family, string Cell, IReadOnlyList<Sample> Samples, bool MustBeBusy)
{
    // Fewer calm samples than this, and the disturbed ones count too; the report says so.
    const int FewCalm = 2;

    List<Sample> Good => Samples.Where(sample => sample.DiscardReason(MustBeBusy) is null).ToList();

    List<Sample> Used => Calm >= FewCalm ? Good.Where(sample => !sample.Disturbed).ToList() : Good;

    /// <summary>Good samples during which the machine did nothing else.</summary>
    public int Calm => Good.Count(sample => !sample.Disturbed);

    /// <summary>Why the cell is discarded; null when it counts. Wrong bytes or errors spoil the whole cell, a core that idled only its sample.</summary>
    public string? DiscardReason
    {
        get
        {
            var bad = Samples.Where(sample => sample.DiscardReason(MustBeBusy) is not null).ToList();
            var spoiled = bad.FirstOrDefault(sample => sample.WrongBytes > 0 || sample.Errors > 0) ?? (Good.Count == 0 ? bad.FirstOrDefault() : null);
            return spoiled?.DiscardReason(MustBeBusy);
        }
    }

    public bool Counts => DiscardReason is null && Samples.Count > 0;

    /// <summary><c>5 of 7</c>, and whether what is left was disturbed.</summary>
    public string Kept => $"{Used.Count} of {Samples.Count}{(Used.Any(sample => sample.Disturbed) ? ", disturbed" : "")}";

    /// <summary>Median CPU-µs a message.</summary>
    public double Cost => Median(sample => sample.Cost);

    public double Median(Func<Sample, double> of)
    {
        var values = Used.Select(of).Order().ToArray();
        return values.Length == 0 ? double.NaN
            : values.Length % 2 == 1 ? values[values.Length / 2]
            : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
