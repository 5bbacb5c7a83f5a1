using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Connects with all that an address says, within a time.</summary>
static class TimedConnect
{
    /// <exception cref="ConnectException">The connection was not made; in time or at all.</exception>
    /// <exception cref="LayerException">A layer could not be put on it.</exception>
    public static async Task<ConnectionContext> RunAsync(ISocketEngine engine, Address address, LayerStack layers, TimeSpan timeout, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        try
        {
            return await AddressLayers.ConnectAsync(engine, address, layers, onBehalfOf: null, limit.Token);
        }
        catch (Exception error) when (limit.IsCancellationRequested && error is OperationCanceledException or ConnectException { Outcome: ConnectOutcome.Cancelled })
        {
            stop.ThrowIfCancellationRequested();
            throw new ConnectException($"{address} did not answer within {Duration.Format(timeout)}", ConnectOutcome.TimedOut, Stopwatch.GetElapsedTime(start), inner: error);
        }
    }
}
