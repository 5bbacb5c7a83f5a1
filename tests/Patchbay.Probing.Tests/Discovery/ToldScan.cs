namespace Patchbay.Probing.Tests.Discovery;

/// <summary>Keeps what it is told.</summary>
sealed class ToldScan : IScanSink
{
    public List<PortFinding> Ports { get; } = [];

    public List<HostFinding> Hosts { get; } = [];

    public List<string> Notices { get; } = [];

    public void Found(in PortFinding finding) => Ports.Add(finding);

    public void Found(in HostFinding finding) => Hosts.Add(finding);

    public void Notice(string sentence) => Notices.Add(sentence);
}
