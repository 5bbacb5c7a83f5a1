using System.Diagnostics;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>Connects to a stream address, layers and all, for each patch.</summary>
/// <param name="engine">Where sockets come from.</param>
/// <param name="address">A connecting address of kind TCP or Unix.</param>
/// <param name="layers">The layers of the address.</param>
/// <param name="timeout">How long a connection may take to come about, handshakes included.</param>
public sealed class ConnectSource(ISocketEngine engine, Address address, LayerStack layers, TimeSpan timeout) : EndSource
{
    /// <summary>The client whose bytes we carry: proxy-protocol tells the peer its ends.</summary>
    internal static ConnectionEnds? OnBehalfOf(PatchEnd? peer) => peer is { Remote: { } remote } ? new ConnectionEnds(remote, peer.Local) : null;

    /// <inheritdoc/>
    public override async ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var connection = await AddressLayers.ConnectAsync(engine, address, layers, OnBehalfOf(peer), limit.Token);
            return new ConnectionEnd(connection, address.Format());
        }
        catch (Exception error) when (limit.IsCancellationRequested && error is OperationCanceledException or ConnectException { Outcome: ConnectOutcome.Cancelled })
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectException($"{address} did not answer within {Duration.Format(timeout)}", ConnectOutcome.TimedOut, Stopwatch.GetElapsedTime(start), inner: error);
        }
    }
}
