namespace Patchbay.Probing;

/// <summary>Follows a scan as it goes. One call at a time, from threads of the scan; it has to return soon and must not throw.</summary>
public interface IScanObserver
{
    /// <summary>It begins.</summary>
    void Began(ScanHeader header);

    /// <summary>It is known whether a host is there.</summary>
    void Found(ScanHost host, in HostFinding finding);

    /// <summary>A port's state is settled.</summary>
    void Found(ScanHost host, in PortFinding finding);

    /// <summary>More is known about an open port: its service, or who listens on this machine.</summary>
    void Learned(ScanHost host, PortResult port);

    /// <summary>A sentence for the person.</summary>
    void Notice(string sentence);
}
