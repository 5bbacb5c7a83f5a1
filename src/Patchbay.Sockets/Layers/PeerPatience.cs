using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>How long the end of a connection waits for a peer that takes none of our last bytes: disposal ends whatever the peer does.</summary>
internal static class PeerPatience
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>How often somebody looks.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Waits for <paramref name="ending"/>, and aborts the connection when its peer takes nothing.</summary>
    public static async Task EndAsync(ConnectionContext connection, Task ending, TimeProvider clock)
    {
        if (!await EndsInTimeAsync(connection, ending, clock, static () => false))
        {
            connection.Abort(Exhausted());
        }

        await ending;
    }

    /// <summary>Waits for <paramref name="ending"/> as long as the peer takes bytes, or, looked at now and then, it is enough; false when it does not come.</summary>
    public static async Task<bool> EndsInTimeAsync(ConnectionContext connection, Task ending, TimeProvider clock, Func<bool> isEnough)
    {
        var counters = connection.Features.Get<IConnectionCountersFeature>();
        var start = clock.GetTimestamp();
        while (!ending.IsCompleted)
        {
            var sent = counters?.BytesSent;
            using var over = new CancellationTokenSource();
            var first = await Task.WhenAny(ending, Task.Delay(Interval, clock, over.Token));
            await over.CancelAsync();
            if (first == ending)
            {
                break;
            }

            if (isEnough())
            {
                return false;
            }

            if (counters?.BytesSent != sent)
            {
                start = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(start) >= Limit)
            {
                return false;
            }
        }

        return true;
    }

    public static ConnectionAbortedException Exhausted() => new($"The peer took nothing for {Limit.TotalSeconds:0} s.");
}
