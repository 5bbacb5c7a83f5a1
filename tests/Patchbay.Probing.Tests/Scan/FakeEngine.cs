namespace Patchbay.Probing.Tests;

/// <summary>An engine that knows the answer of each port and tells it at once.</summary>
sealed class FakeEngine(ScanMethod method, Func<ProbeTarget, PortState> answer, Action<FakeEngine, ScanRun>? before = null) : IScanEngine
{
    public ScanMethod Method => method;

    /// <summary>Every probe that was asked for, over all runs.</summary>
    public List<long> Asked { get; } = [];

    public void Run(ScanRun run, CancellationToken stop)
    {
        before?.Invoke(this, run);
        for (long probe = 0; probe < run.Plan.Count && !stop.IsCancellationRequested; probe++)
        {
            if (run.Wanted?.Invoke(probe) == false)
            {
                continue;
            }

            lock (Asked)
            {
                Asked.Add(probe);
            }

            var target = run.Plan[probe];
            var state = answer(target);
            run.Counts.AddSent(1);
            run.Sink.Found(new PortFinding(target.Host, target.Port, state, state == PortState.Open ? ProbeReason.SynAck : state == PortState.Closed ? ProbeReason.Reset : ProbeReason.NoResponse, 1, TimeSpan.FromMilliseconds(1)));
        }
    }
}
