using System.Collections;

namespace Patchbay.Benchmarks.Harness;

/// <summary>The servers of one cell, all up at once: between their turns they idle.</summary>
sealed class RunningServers : IDisposable, IEnumerable<(ServerKind Server, ServerProcess Process)>
{
    readonly List<(ServerKind Server, ServerProcess Process)> _all = [];

    /// <summary>Starts each; one that cannot run is noted in the report and left out.</summary>
    public static RunningServers Start(BenchOptions options, Cell cell, IEnumerable<ServerKind> servers, Report report)
    {
        var running = new RunningServers();
        foreach (var server in servers)
        {
            try
            {
                running._all.Add((server, ServerProcess.Start(server, options, cell)));
            }
            catch (BenchException error)
            {
                report.Note(error.Message);
            }
        }

        return running;
    }

    public IEnumerator<(ServerKind Server, ServerProcess Process)> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var (_, process) in _all)
        {
            process.Dispose();
        }
    }
}
