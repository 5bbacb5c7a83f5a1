using Patchbay.Services.Patch;
using Patchbay.TestSupport;

namespace Patchbay.Services.Tests.Patch;

/// <summary>A patch of two ends, and the peers at both sides of it.</summary>
sealed class MatrixRun(MatrixEnd endA, MatrixEnd endB) : IPatchObserver, IAsyncDisposable
{
    readonly CancellationTokenSource _cut = new();
    readonly TaskCompletionSource<PatchOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task<PatchSummary> _session = null!;

    public PatchEnd PeerA { get; private set; } = null!;

    public PatchEnd PeerB { get; private set; } = null!;

    public MatrixEnd EndA => endA;

    public MatrixEnd EndB => endB;

    /// <summary>Completes when the patch is over.</summary>
    public Task Over => _outcome.Task;

    public static async Task<MatrixRun> StartAsync(MatrixEnd a, MatrixEnd b)
    {
        var run = new MatrixRun(a, b);
        var options = new PatchOptions { Once = true };
        run._session = new PatchSession(a.Source, b.Source, options, run).RunAsync(CancellationToken.None, run._cut.Token);
        var peers = await Task.WhenAll(a.Peer(), b.Peer()).WaitAsync(ChildProcess.Limit);
        (run.PeerA, run.PeerB) = (peers[0], peers[1]);
        return run;
    }

    public async Task<PatchOutcome> ResultAsync()
    {
        var outcome = await _outcome.Task.WaitAsync(ChildProcess.Limit);
        await _session.WaitAsync(ChildProcess.Limit);
        return outcome;
    }

    public void Opened(int number, PatchSide side, PatchEnd end, bool accepted, TimeSpan elapsed)
    {
    }

    public void Ended(PatchOutcome outcome) => _outcome.TrySetResult(outcome);

    public async ValueTask DisposeAsync()
    {
        await PeerA.DisposeAsync();
        await PeerB.DisposeAsync();
        await _cut.CancelAsync();
        await _session;
        await endA.DisposeAsync();
        await endB.DisposeAsync();
        _cut.Dispose();
    }
}
