namespace Patchbay.Probing;

/// <summary>
/// Asks TCP ports by a SYN alone, which is never followed by an ACK: the kernel resets what opened. Needs CAP_NET_RAW. One thread, which sends and receives in batches.
/// </summary>
public sealed class SynScanEngine : IScanEngine
{
    const int FirstWindow = 1_024;
    const int MostWindow = 1 << 18;
    const int MostParallel = 1_000_000;

    /// <inheritdoc/>
    public ScanMethod Method => ScanMethod.Syn;

    /// <inheritdoc/>
    public void Run(ScanRun run, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!OperatingSystem.IsLinux())
        {
            throw new ScanException("The SYN scan uses raw sockets of Linux", ScanFailure.Unsupported);
        }

        if (run.Plan.Count == 0)
        {
            return;
        }

        ScanShards.Run(run, Math.Clamp(run.Tuning.MaxParallel ?? MostWindow, 1, MostParallel), Ask, stop);
    }

    static void Ask(ScanRun run, int parallel, int probesOfWave, CancellationToken stop)
    {
        using var wire = SynWire.Open(run.Plan);
        var pacer = run.Tuning.Rate is { } rate ? new RatePacer(rate, ScanClock.Now) : null;
        foreach (var (first, end) in ScanWaves.Of(run.Plan, probesOfWave))
        {
            var schedule = new ProbeSchedule(run, first, end, FirstWindow, parallel, pacer, ScanClock.Now);
            new SynWave(run, wire, schedule, new SynTargets(run.Plan, first, end)).Run(stop);
            if (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
