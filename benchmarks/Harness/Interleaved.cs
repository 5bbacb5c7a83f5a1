namespace Patchbay.Benchmarks.Harness;

/// <summary>
/// Rounds over all servers in turn, so that a slow moment of the machine strikes all alike. While others disturb the machine, up to as many rounds
/// again are added until each server has its rounds in calm.
/// </summary>
static class Interleaved
{
    /// <summary>With fewer calm rounds than this, the disturbed ones count too, and the report says so.</summary>
    public const int FewCalm = 2;

    public static IReadOnlyList<Series> Run(BenchOptions options, RunningServers running, string cell, bool mustBeBusy, Func<ServerProcess, Sample> load, Func<Sample, string> line)
    {
        var all = running.Select(entry => (entry.Process, Series: new Series(entry.Server.Name, entry.Server.Family, cell, [], mustBeBusy))).ToList();
        for (var round = 1; round <= options.Rounds || (round <= 2 * options.Rounds && all.Any(one => one.Series.Calm < options.Rounds)); round++)
        {
            foreach (var (process, series) in all)
            {
                var sample = load(process);
                series.Samples.Add(sample);
                Console.Error.WriteLine($"  {round} {series.Server,-15} {line(sample)}  {sample.DiscardReason(mustBeBusy) ?? (sample.Disturbed ? "disturbed" : "")}");
            }
        }

        foreach (var (_, series) in all)
        {
            series.CalmOnly = all.All(one => one.Series.Calm >= FewCalm);
        }

        return all.Select(one => one.Series).ToList();
    }
}
