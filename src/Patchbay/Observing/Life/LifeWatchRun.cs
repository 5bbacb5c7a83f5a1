using System.Diagnostics;

namespace Patchbay;

/// <summary>Watches sockets of this host from outside, until a signal or for a time.</summary>
static class LifeWatchRun
{
    public static async Task<ExitCode> RunAsync(Invocation invocation, LifeTarget target, TimeSpan? time, LifeTelling telling, string dataDirectory)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(invocation.Signals.Stop);
        await using (var feed = await LifeFeed.StartAsync(telling, dataDirectory, target.Port, target.Wants, target.Port))
        {
            invocation.Report.Say($"watching {target}{(time is null ? "; Ctrl-C ends" : "")}");
            if (time is { } limit)
            {
                var left = limit - Stopwatch.GetElapsedTime(telling.Start);
                stop.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }

            try
            {
                await feed.RunAsync(null, stop.Token);
            }
            catch (IOException error) when (ReaderLeft.Is(error))
            {
                return ExitCode.Done;
            }
        }

        telling.Finish(null);
        return invocation.Signals.Stop.IsCancellationRequested ? invocation.Signals.ExitCode : ExitCode.Done;
    }
}
