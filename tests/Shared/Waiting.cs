using System.Diagnostics;

namespace Patchbay.TestSupport;

/// <summary>Waits with an end. The limit is no claim about speed: it is how long a broken test hangs.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Limit);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(Limit);

    /// <summary>Completes when the token is cancelled.</summary>
    public static Task Cancelled(this CancellationToken token)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(() => done.TrySetResult());
        return done.Task.Soon();
    }

    /// <summary>For what gives no event: looks until it is so. Says what it saw last when it never becomes so.</summary>
    public static Task Until(Func<bool> isSo, Func<string>? describe = null) => Until(() => Task.FromResult(isSo()), describe);

    /// <summary>As the other, where looking takes time.</summary>
    public static async Task Until(Func<Task<bool>> isSo, Func<string>? describe = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                Assert.Fail($"It never became so: {describe?.Invoke() ?? "the condition"}.");
            }

            await Task.Delay(5);
        }
    }
}
