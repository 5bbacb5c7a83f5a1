namespace Patchbay.Benchmarks.Harness;

/// <summary>
/// Rounds over all servers in turn, so that a slow moment of the machine strikes all alike. While others disturb the machine, up to as many rounds
/// again are added until each server has its rounds in calm.
/// </summary>
static class Interleaved
{
    public static IReadOnlyList<Series> Run(BenchOptions options, RunningServers running, string cell, bool mustBeBusy, Func<ServerProcess, Sample> load, Func<Sample, string> line)
    {
        var all = running.Select(entry => (entry.Process, Samples: new List<Sample>())).ToList();
        var series = running.Zip(all, (server, entry) => new Series(server.Server.Name, server.Server.Family, cell, entry.Samples, mustBeBusy)).ToList();
        for (var round = 1; round <= 2 * options.Rounds && (round <= options.Rounds || series.Any(one => one.Calm < options.Rounds)); round++)
        {
            for (var i = 0; i < all.Count; i++)
            {
                var sample = load(all[i].Process);
                all[i].Samples.Add(sample);
                Console.Error.WriteLine($"  {round} {series[i].Server,-15} {line(sample)}  {sample.DiscardReason(mustBeBusy) ?? (sample.Disturbed ? "disturbed" : "")}");
            }
        }

        return series;
    }
}
