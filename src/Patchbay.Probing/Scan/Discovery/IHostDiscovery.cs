namespace Patchbay.Probing;

/// <summary>Finds out which hosts are there, before their ports are asked.</summary>
public interface IHostDiscovery
{
    /// <summary>
    /// Asks until it is known of every wanted host whether it is there; each is told once by <see cref="IScanSink.Found(in HostFinding)"/>: as soon as it answers, or as down when every
    /// try stayed silent. Addresses of this machine are up without a question (<see cref="ProbeReason.LocalHost"/>). Runs on the calling thread, which is one of its own. When it is
    /// stopped, it returns within a moment and tells nothing about the hosts it does not know of yet.
    /// </summary>
    /// <param name="run">What, how and who is told.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>How it asked, for people, in the order tried: "ARP, ICMP echo (raw socket), TCP 443 and 80".</returns>
    /// <exception cref="ScanException">Not even TCP can be used here (foreign system).</exception>
    string Run(DiscoveryRun run, CancellationToken stop);
}
