namespace Patchbay.Probing;

/// <summary>
/// Asks whether hosts are there with few packets each: by ARP on an Ethernet of ours (where we may open a packet socket), else by ICMP echo through a ping socket or a raw socket, and
/// by TCP to 443 and 80, where a refusal is an answer as good as an acceptance. A host of ours is up without a question.
/// </summary>
public sealed class HostDiscovery : IHostDiscovery
{
    /// <inheritdoc/>
    public string Run(DiscoveryRun run, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!OperatingSystem.IsLinux())
        {
            throw new ScanException("host discovery is built for Linux only", ScanFailure.Unsupported, "Take the hosts as up, and their ports are asked.");
        }

        using var loop = new DiscoveryLoop(run);
        loop.Run(stop);
        return loop.Means;
    }
}
