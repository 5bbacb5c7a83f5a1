namespace Patchbay.Benchmarks.Harness;

static class Statistics
{
    /// <summary>NaN of nothing.</summary>
    public static double Median(IEnumerable<double> of)
    {
        var values = of.Order().ToArray();
        return values.Length == 0 ? double.NaN
            : values.Length % 2 == 1 ? values[values.Length / 2]
            : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
