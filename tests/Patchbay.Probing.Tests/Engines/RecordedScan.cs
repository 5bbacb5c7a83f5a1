using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing.Tests.Engines;

/// <summary>Runs an engine and keeps what it tells.</summary>
sealed class RecordedScan : IScanSink
{
    public ConcurrentQueue<PortFinding> Findings { get; } = new();

    public ConcurrentQueue<string> Notices { get; } = new();

    public ScanCounts Counts { get; } = new();

    public Action<PortFinding>? OnFound { get; init; }

    public static ScanPlan Plan(IEnumerable<string> hosts, IEnumerable<int> ports) =>
        new([.. hosts.Select(static host => new ScanHost(IPAddress.Parse(host)))], ports.Select(static port => (ushort)port).ToImmutableArray());

    public RecordedScan Run(IScanEngine engine, ScanPlan plan, ScanTuning? tuning = null, Predicate<long>? wanted = null, CancellationToken stop = default)
    {
        engine.Run(new ScanRun(plan, wanted, tuning ?? new ScanTuning(), this, Counts), stop);
        return this;
    }

    /// <summary>Each finding by host and port; two of one port throw.</summary>
    public Dictionary<(int Host, int Port), PortFinding> ByPort() => Findings.ToDictionary(static one => (one.Host, (int)one.Port));

    void IScanSink.Found(in PortFinding finding)
    {
        Findings.Enqueue(finding);
        OnFound?.Invoke(finding);
    }

    void IScanSink.Found(in HostFinding finding)
    {
    }

    void IScanSink.Notice(string sentence) => Notices.Enqueue(sentence);
}
