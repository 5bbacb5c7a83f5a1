namespace Patchbay.Probing;

/// <summary>
/// Asks UDP ports without any right: one unconnected socket a family, whose error queue tells of each closed port by the ICMP error, with its reporter. A port is closed by "port
/// unreachable" from the host itself, filtered by any other ICMP error or reporter, open by an answer, open|filtered by silence.
/// </summary>
public sealed class UdpScanEngine : IScanEngine
{
    /// <inheritdoc/>
    public ScanMethod Method => ScanMethod.Udp;

    /// <inheritdoc/>
    public void Run(ScanRun run, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!OperatingSystem.IsLinux())
        {
            throw new ScanException("UDP scanning is built for Linux only", ScanFailure.Unsupported, "Elsewhere a socket does not tell who reported an ICMP error.");
        }

        // A socket of ours on a port that is to be asked of this machine would be found open by itself: such ports are asked last, from another socket.
        List<(int Host, ushort Port)> own = [];
        using (var first = new UdpScanRun(run, own, only: null))
        {
            first.Run(stop);
        }

        for (var again = 0; own.Count > 0 && !stop.IsCancellationRequested && again < 4; again++)
        {
            List<(int, ushort)> left = [];
            using var next = new UdpScanRun(run, left, own);
            next.Run(stop);
            own = left;
        }
    }
}
