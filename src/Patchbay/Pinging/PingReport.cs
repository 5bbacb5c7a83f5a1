using Patchbay.Linux;
using Patchbay.Probing;

namespace Patchbay;

/// <summary>Tells what a ping sees while it goes on, and what it came to.</summary>
sealed class PingReport(Report report, IReadOnlyList<PingHost> hosts, PingOptions options) : IPingSink
{
    readonly PingSeries[] _series = [.. hosts.Select(static _ => new PingSeries())];

    // Results name a host by what tells it from the others of this run.
    readonly string[] _names = [.. hosts.Select(static host => host.Target.At(host.Address))];

    public IReadOnlyList<PingSeries> Series => _series;

    /// <summary>The first words: whom, by what, and why by that.</summary>
    public void Begin(PingRun run)
    {
        foreach (var host in hosts.Where(static host => host.Target.Host != host.Address.ToString() && !host.Target.Host.Contains(':', StringComparison.Ordinal)))
        {
            report.Say($"{host.Target.Host} is {host.Address}");
        }

        if (run.Means is { } means)
        {
            report.Say(means == EchoMeans.PingSocket
                ? "ICMP echo through a ping socket: no privileges are needed here"
                : options.Means == EchoMeans.Raw ? "ICMP echo through a raw socket, as asked"
                : $"ICMP echo through a raw socket: ping sockets are not permitted here ({Errno.Describe(run.WhyNoPingSocket)}: see net.ipv4.ping_group_range)");
        }

        report.Event("start", new PingStartData([.. hosts.Select(PingJson.Target)], PingJson.Word(run.Means)), ProgramJson.Default.JsonEnvelopePingStartData);
    }

    public void Sent(int target, long number) => _series[target].AddSent();

    public void Happened(PingEvent one)
    {
        var host = hosts[one.Target];
        _series[one.Target].Add(one);
        report.Line(PingText.Line(_names[one.Target], host.Target.Kind, one, options.Timeout));
        report.Event("answer", PingJson.Event(host, one), ProgramJson.Default.JsonEnvelopePingEventData);
    }

    /// <summary>The summary.</summary>
    public void End(PingRun run, ExitCode code)
    {
        report.Line();
        for (var i = 0; i < hosts.Count; i++)
        {
            foreach (var line in PingText.Summary(_names[i], _series[i]))
            {
                report.Line(line);
            }
        }

        report.Document("ping", new PingData([.. hosts.Select((host, i) => PingJson.Host(host, _series[i]))], PingJson.Word(run.Means), (int)code), ProgramJson.Default.JsonEnvelopePingData);
    }
}
