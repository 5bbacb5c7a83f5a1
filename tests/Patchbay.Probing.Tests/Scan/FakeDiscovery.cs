namespace Patchbay.Probing.Tests;

/// <summary>A host discovery that knows who is there.</summary>
sealed class FakeDiscovery(Func<int, bool> isUp) : IHostDiscovery
{
    public List<int> Asked { get; } = [];

    public List<double?> Rates { get; } = [];

    public string Run(DiscoveryRun run, CancellationToken stop)
    {
        Rates.Add(run.Tuning.Rate);
        for (var host = 0; host < run.Plan.Hosts.Length; host++)
        {
            if (run.Wanted?.Invoke(host) != false)
            {
                Asked.Add(host);
                run.Sink.Found(new HostFinding(host, isUp(host), isUp(host) ? ProbeReason.EchoReply : ProbeReason.NoResponse));
            }
        }

        return "by heart";
    }
}
