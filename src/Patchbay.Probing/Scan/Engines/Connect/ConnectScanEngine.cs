using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>
/// Asks TCP ports by connect(2): needs no right, and is as honest as a SYN scan, because the error queue tells an ICMP error from a reset (Linux 5.8). One thread, a pool of sockets that
/// are used again, epoll. A connection that comes about is reset at once.
/// </summary>
public sealed class ConnectScanEngine : IScanEngine
{
    const int UsualParallel = 2_048;
    const int MostParallel = 1_000_000;

    // Left to the rest of the process: output, names, services.
    const int ReservedDescriptors = 64;

    /// <inheritdoc/>
    public ScanMethod Method => ScanMethod.Connect;

    /// <inheritdoc/>
    public void Run(ScanRun run, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!OperatingSystem.IsLinux())
        {
            throw new ScanException("The connect scan uses epoll and the error queue of Linux", ScanFailure.Unsupported);
        }

        var parallel = Parallel(run);
        ScanShards.Run(run, parallel, Ask, stop);
    }

    static void Ask(ScanRun run, int parallel, int probesOfWave, CancellationToken stop)
    {
        try
        {
            using var epoll = new Epoll(256);
            using var pool = new ConnectPool(epoll, parallel);
            var pacer = run.Tuning.Rate is { } rate ? new RatePacer(rate, ScanClock.Now) : null;
            foreach (var (first, end) in ScanWaves.Of(run.Plan, probesOfWave))
            {
                new ConnectWave(run, epoll, pool, new ProbeSchedule(run, first, end, UsualParallel / 4, parallel, pacer, ScanClock.Now)).Run(stop);
                if (stop.IsCancellationRequested)
                {
                    return;
                }
            }
        }
        catch (IOException error)
        {
            throw new ScanException("This process has no descriptor left to scan with", ScanFailure.System, "Raise the limit (ulimit -n), or end what holds them.", error);
        }
    }

    static int Parallel(ScanRun run)
    {
        var wanted = (int)Math.Clamp(Math.Min(run.Tuning.MaxParallel ?? UsualParallel, run.Plan.Count), 1, MostParallel);
        var held = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        var limit = DescriptorLimit.Raise(wanted + held + ReservedDescriptors);
        var most = (int)Math.Clamp(limit - held - ReservedDescriptors, 1, MostParallel);
        if (limit > 0 && most < wanted)
        {
            run.Sink.Notice($"The limit of descriptors ({limit:N0}, {held:N0} in use) allows {most:N0} connections at once instead of {wanted:N0}.");
            return most;
        }

        return wanted;
    }
}
