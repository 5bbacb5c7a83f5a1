using System.Diagnostics;

namespace Patchbay.Services.Patch;

/// <summary>
/// Patches two addresses: each client of the one that listens is joined with an end of the other; when both listen, the pairs are matched as they come;
/// when neither does, there is one patch.
/// </summary>
/// <param name="a">The first; not disposed.</param>
/// <param name="b">The second; not disposed.</param>
/// <param name="options">How.</param>
/// <param name="observer">Hears what happens.</param>
public sealed class PatchSession(EndSource a, EndSource b, PatchOptions options, IPatchObserver observer)
{
    // How long a stop waits for patches that were just cut.
    static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    readonly HashSet<Task> _running = [];
    int _count, _cut;
    PatchOutcome? _last;

    /// <summary>Runs until it has nothing more to do, or is stopped. Call once.</summary>
    /// <param name="stop">Accepts no more and drains. When nothing listens, or the other end is there only once, cuts.</param>
    /// <param name="cut">Cuts what still runs.</param>
    public async Task<PatchSummary> RunAsync(CancellationToken stop, CancellationToken cut)
    {
        if (!a.Listens && !b.Listens)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cut);
            await PatchAsync(1, null, either.Token);
            return Summary(TimeSpan.Zero);
        }

        using var cutting = CancellationTokenSource.CreateLinkedTokenSource(cut);
        var (front, back) = a.Listens ? (a, b) : (b, a);
        using var slots = new SemaphoreSlim(back.IsSingle ? 1 : options.Most);
        await AcceptAsync(front, back, slots, stop, back.IsSingle ? stop : cutting.Token);
        await front.StopAsync();
        await WhenIdleAsync().WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var start = Stopwatch.GetTimestamp();
        await back.StopAsync();
        await DrainAsync(cutting);
        return Summary(Stopwatch.GetElapsedTime(start));
    }

    PatchSummary Summary(TimeSpan elapsed)
    {
        lock (_lock)
        {
            return new PatchSummary(_count, _cut, _last, elapsed);
        }
    }

    async Task AcceptAsync(EndSource front, EndSource back, SemaphoreSlim slots, CancellationToken stop, CancellationToken cut)
    {
        try
        {
            for (var number = 1; ; number++)
            {
                await slots.WaitAsync(stop);
                if (back.IsSpent || front.IsSpent || await front.NextAsync(null, stop) is not { } end)
                {
                    return;
                }

                var running = ServeAsync(number, end, slots, cut);
                Track(running);
                if (options.Once)
                {
                    await front.StopAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // No more clients.
        }
    }

    async Task ServeAsync(int number, PatchEnd end, SemaphoreSlim slots, CancellationToken cut)
    {
        // The accept loop must not wait for the other end to open.
        await Task.Yield();
        await PatchAsync(number, end, cut);
        slots.Release();
    }

    /// <summary>One patch from its first end to its outcome. Never throws.</summary>
    async Task PatchAsync(int number, PatchEnd? accepted, CancellationToken cut)
    {
        var start = Stopwatch.GetTimestamp();
        var acceptedSide = a.Listens ? PatchSide.A : PatchSide.B;
        var (first, second) = acceptedSide == PatchSide.A || accepted is null ? (accepted, (PatchEnd?)null) : (null, accepted);
        RelayResult? result = null;
        Exception? failure = null;
        try
        {
            if (accepted is not null)
            {
                observer.Opened(number, acceptedSide, accepted, accepted: true, TimeSpan.Zero);
            }

            first ??= await OpenAsync(number, PatchSide.A, second, cut);
            second ??= await OpenAsync(number, PatchSide.B, first, cut);
            result = await options.Join(first, second, RelayOptionsOf(number), cut);
        }
        catch (Exception error)
        {
            // One client's trouble is its own.
            failure = error;
            first?.Abort(error.Message);
            second?.Abort(error.Message);
        }

        await CloseAsync(first);
        await CloseAsync(second);
        End(new PatchOutcome(number, first, second, result, Stopwatch.GetElapsedTime(start)) { Error = failure });
    }

    async ValueTask<PatchEnd> OpenAsync(int number, PatchSide side, PatchEnd? peer, CancellationToken cancellationToken)
    {
        var source = side == PatchSide.A ? a : b;
        var start = Stopwatch.GetTimestamp();
        var end = await source.NextAsync(peer, cancellationToken) ?? throw new IOException("we stopped before anybody came to the other address");
        if (!source.IsSingle)
        {
            observer.Opened(number, side, end, source.Listens, Stopwatch.GetElapsedTime(start));
        }

        return end;
    }

    RelayOptions RelayOptionsOf(int number) =>
        options.Tap is { } tap ? options.Relay with { Tap = (speaker, bytes) => tap(number, speaker, bytes) } : options.Relay;

    static async ValueTask CloseAsync(PatchEnd? end)
    {
        try
        {
            if (end is not null)
            {
                await end.DisposeAsync();
            }
        }
        catch (IOException)
        {
            // What was to be lost was told by its direction.
        }
    }

    void End(PatchOutcome outcome)
    {
        lock (_lock)
        {
            _count++;
            _cut += outcome.IsWhole ? 0 : 1;
            _last = outcome;
        }

        observer.Ended(outcome);
    }

    void Track(Task running)
    {
        lock (_lock)
        {
            _running.Add(running);
        }

        _ = running.ContinueWith(
            done =>
            {
                lock (_lock)
                {
                    _running.Remove(done);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_running);
        }
    }

    async Task DrainAsync(CancellationTokenSource cutting)
    {
        var idle = WhenIdleAsync();
        if (await IsDoneAsync(idle, options.DrainTimeout, cutting.Token))
        {
            return;
        }

        await cutting.CancelAsync();
        await IsDoneAsync(idle, CutPatience, CancellationToken.None);
    }

    static async Task<bool> IsDoneAsync(Task task, TimeSpan time, CancellationToken cancellationToken)
    {
        await task.WaitAsync(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
