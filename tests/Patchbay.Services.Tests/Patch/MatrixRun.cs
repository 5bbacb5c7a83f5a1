using Patchbay.Services.Patch;

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
        var peers = await Task.WhenAll(a.Peer(), b.Peer()).Within("the peers meet the patch");
        (run.PeerA, run.PeerB) = (peers[0], peers[1]);
        return run;
    }

    public async Task<PatchOutcome> ResultAsync()
    {
        var outcome = await _outcome.Task.Within("the patch is over");
        await _session.Within("the session is over");
        return outcome;
    }

    public void Opened(int number, PatchSide side, PatchEnd end, bool accepted, TimeSpan elapsed)
    {
    }

    public void Ended(PatchOutcome outcome) => _outcome.TrySetResult(outcome);

    public async ValueTask DisposeAsync()
    {
        await PeerA.DisposeAsync().AsTask().Within("peer A closes");
        await PeerB.DisposeAsync().AsTask().Within("peer B closes");
        await _cut.CancelAsync();
        await _session.Within("the session is over after a cut");
        await endA.DisposeAsync().AsTask().Within("end A closes");
        await endB.DisposeAsync().AsTask().Within("end B closes");
        _cut.Dispose();
    }
}
