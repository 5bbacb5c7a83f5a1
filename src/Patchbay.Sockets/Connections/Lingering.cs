using System.IO.Pipelines;

namespace Patchbay.Sockets;

/// <summary>
/// The time between our FIN and close(2). Closing with bytes unread, or before the peer has sent its last, is answered with RST, and the RST can destroy
/// what we sent and the peer has not read yet (RFC 9293 section 3.10.4).
/// </summary>
internal static class Lingering
{
    /// <summary>Reads and drops until the peer's end, for a bounded time. Never throws because of the connection.</summary>
    /// <param name="input">What the peer sends.</param>
    /// <param name="limit">The time; zero or less does nothing.</param>
    /// <param name="clock">Measures it.</param>
    public static async Task UntilEndAsync(PipeReader input, TimeSpan limit, TimeProvider clock)
    {
        if (limit <= TimeSpan.Zero)
        {
            return;
        }

        var start = clock.GetTimestamp();
        CancellationTokenSource? timeout = null;
        try
        {
            // Looked at on every turn: a peer that never stops sending would never make us wait, and so never meet the limit.
            while (clock.GetElapsedTime(start) < limit)
            {
                if (!input.TryRead(out var result))
                {
                    timeout ??= new CancellationTokenSource(limit, clock);
                    result = await input.ReadAsync(timeout.Token);
                }

                input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Time is up, the peer reset, we aborted, or the input was completed: nothing more to wait for.
        }
        finally
        {
            timeout?.Dispose();
        }
    }
}
