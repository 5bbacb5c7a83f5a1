namespace Patchbay.Probing.Tests;

/// <summary>Remembers what it was told.</summary>
sealed class Follower : IScanObserver
{
    public List<PortFinding> Ports { get; } = [];

    public List<HostFinding> Hosts { get; } = [];

    public List<PortResult> Known { get; } = [];

    public List<string> Notices { get; } = [];

    public void Began(ScanHeader header)
    {
    }

    public void Found(ScanHost host, in HostFinding finding) => Hosts.Add(finding);

    public void Found(ScanHost host, in PortFinding finding) => Ports.Add(finding);

    public void Learned(ScanHost host, PortResult port) => Known.Add(port);

    public void Notice(string sentence) => Notices.Add(sentence);
}
