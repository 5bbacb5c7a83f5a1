using System.Buffers;
using System.Diagnostics;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>A patch of two ends, and the peers at both sides of it.</summary>
sealed class MatrixRun(MatrixWorld world, MatrixEnd endA, MatrixEnd endB) : IPatchObserver, IAsyncDisposable
{
    /// <summary>What a peer says that must speak first; the other has heard it.</summary>
    public static readonly byte[] Greeting = "hello\n"u8.ToArray();

    readonly CancellationTokenSource _cut = new();
    readonly TaskCompletionSource<PatchEnd> _openedA = New<PatchEnd>(), _openedB = New<PatchEnd>();
    readonly TaskCompletionSource<PatchOutcome> _outcome = New<PatchOutcome>();
    Task<PatchSummary> _session = null!;

    public PatchEnd PeerA { get; private set; } = null!;

    public PatchEnd PeerB { get; private set; } = null!;

    public MatrixEnd EndA => endA;

    public MatrixEnd EndB => endB;

    /// <summary>Completes when the patch is over.</summary>
    public Task Over => _outcome.Task;

    public static async Task<MatrixRun> StartAsync(MatrixWorld world, MatrixEnd a, MatrixEnd b)
    {
        var run = new MatrixRun(world, a, b);
        run._session = new PatchSession(a.Source, b.Source, world.Options, run).RunAsync(CancellationToken.None, run._cut.Token);
        var peers = await Task.WhenAll(MeetAsync(a, run._openedA.Task), MeetAsync(b, run._openedB.Task)).Within("the peers meet the patch");
        (run.PeerA, run.PeerB) = (peers[0], peers[1]);
        await run.HearGreetingAsync(a, run.PeerB);
        await run.HearGreetingAsync(b, run.PeerA);
        return run;
    }

    public async Task<PatchOutcome> ResultAsync()
    {
        var outcome = await _outcome.Task.Within("the patch is over");
        await _session.Within("the session is over");
        return outcome;
    }

    /// <summary>Nothing more is said, and time passes: silence ends datagrams, and nobody lingers for ever.</summary>
    public async Task<PatchOutcome> FallSilentAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (!Over.IsCompleted)
        {
            if (Stopwatch.GetElapsedTime(start) > ChildProcess.Limit)
            {
                throw new TimeoutException($"No end of this within {ChildProcess.Limit.TotalSeconds:0} s: silence ends the patch.");
            }

            LetTimePass();
            await Task.WhenAny(Over, Task.Delay(TimeSpan.FromMilliseconds(2)));
        }

        return await ResultAsync();
    }

    public void LetTimePass() => world.Clock.Advance(TimeSpan.FromMinutes(2));

    public Task CutAsync() => _cut.CancelAsync();

    public void Opened(int number, PatchSide side, PatchEnd end, bool accepted, TimeSpan elapsed) => (side == PatchSide.A ? _openedA : _openedB).TrySetResult(end);

    public void Ended(PatchOutcome outcome)
    {
        _outcome.TrySetResult(outcome);
        if (outcome.Error is { } error)
        {
            _openedA.TrySetException(error);
            _openedB.TrySetException(error);
        }
    }

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

    static async Task<PatchEnd> MeetAsync(MatrixEnd end, Task<PatchEnd> opened)
    {
        var peer = await end.Peer(opened);
        if (end.MustSpeakFirst)
        {
            await peer.SendAsync(new ReadOnlySequence<byte>(Greeting), more: false, default);
        }

        return peer;
    }

    async Task HearGreetingAsync(MatrixEnd speaker, PatchEnd hearer)
    {
        // A file that is written has nobody to hear it.
        if (speaker.MustSpeakFirst && hearer is not FilePeer)
        {
            Assert.Equal(Greeting, await MatrixTalk.HearAsync(hearer, Greeting.Length));
        }
    }

    static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
