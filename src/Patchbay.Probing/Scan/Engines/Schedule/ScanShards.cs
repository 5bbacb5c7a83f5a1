using System.Runtime.ExceptionServices;

namespace Patchbay.Probing;

/// <summary>
/// Divides a large run between two threads, every second probe each: what a probe costs is the kernel's work, which is done on the thread that sends. They share nothing but who is told.
/// </summary>
internal static class ScanShards
{
    const int MostShards = 2;

    // Below these a thread of its own costs more than it saves, or is held back by something else than its processor.
    const int LeastProbes = 16_384;
    const int LeastParallel = 256;
    const double LeastRate = 50_000;

    /// <summary>Asks a run, or a part of it.</summary>
    /// <param name="run">The part.</param>
    /// <param name="parallel">Probes under way at most.</param>
    /// <param name="probesOfWave">Probes that state is held for at once, about.</param>
    /// <param name="stop">Stops it.</param>
    public delegate void Ask(ScanRun run, int parallel, int probesOfWave, CancellationToken stop);

    /// <summary>Runs all parts; returns when each has.</summary>
    /// <exception cref="ScanException">A part threw it; the others were stopped.</exception>
    public static void Run(ScanRun run, int parallel, Ask ask, CancellationToken stop)
    {
        var isWorthIt = Environment.ProcessorCount >= MostShards && run.Plan.Count >= LeastProbes && parallel >= LeastParallel && (run.Tuning.Rate ?? LeastRate) >= LeastRate;
        if (!isWorthIt)
        {
            ask(run, parallel, ScanWaves.Probes, stop);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sink = new OneAtATime(run.Sink);
        ExceptionDispatchInfo? failure = null;
        void AskPart(int part)
        {
            try
            {
                var tuning = run.Tuning with { Rate = run.Tuning.Rate / MostShards };
                ask(new ScanRun(run.Plan, number => number % MostShards == part && (run.Wanted is null || sink.Ask(run.Wanted, number)), tuning, sink, run.Counts), parallel / MostShards, ScanWaves.Probes / MostShards, end.Token);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
                end.Cancel();
            }
        }

        // A new thread has the network namespace and the rights of the one that starts it.
        var other = new Thread(() => AskPart(1)) { IsBackground = true, Name = "scan" };
        other.Start();
        AskPart(0);
        other.Join();
        failure?.Throw();
    }

    sealed class OneAtATime(IScanSink sink) : IScanSink
    {
        readonly Lock _lock = new();

        public bool Ask(Predicate<long> wanted, long number)
        {
            lock (_lock)
            {
                return wanted(number);
            }
        }

        public void Found(in PortFinding finding)
        {
            lock (_lock)
            {
                sink.Found(finding);
            }
        }

        public void Found(in HostFinding finding)
        {
            lock (_lock)
            {
                sink.Found(finding);
            }
        }

        public void Notice(string sentence)
        {
            lock (_lock)
            {
                sink.Notice(sentence);
            }
        }
    }
}
