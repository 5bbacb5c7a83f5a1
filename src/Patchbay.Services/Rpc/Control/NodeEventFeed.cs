using System.Threading.Channels;
using Patchbay.Sockets;

namespace Patchbay.Services.Rpc;

/// <summary>Tells one subscriber of the steps of sockets, as notifications <c>node.event</c>. What a slow subscriber does not take in time is counted instead.</summary>
sealed class NodeEventFeed : ISocketEventSink, IAsyncDisposable
{
    const int MostWaiting = 1024;

    // A peer that takes nothing is the connection's business; the feed's end does not wait for it.
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    readonly RpcConnection _rpc;
    readonly long _id;
    readonly NodeEventFilter _filter;
    readonly Channel<SocketEvent> _steps = Channel.CreateBounded<SocketEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly IDisposable _subscription;
    readonly Task _telling;
    long _lost;

    public NodeEventFeed(RpcConnection rpc, long id, NodeEventFilter filter)
    {
        (_rpc, _id, _filter) = (rpc, id, filter);
        _telling = TellAsync();
        _subscription = SocketEvents.Subscribe(this);
    }

    public void OnEvent(in SocketEvent socketEvent)
    {
        if (_filter.Takes(socketEvent) && !_steps.Writer.TryWrite(socketEvent))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Ends after what is held was told.</summary>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        _steps.Writer.TryComplete();
        await Task.WhenAny(_telling, Task.Delay(LastWords));
    }

    async Task TellAsync()
    {
        try
        {
            await foreach (var step in _steps.Reader.ReadAllAsync())
            {
                var lost = Interlocked.Exchange(ref _lost, 0);
                await _rpc.NotifyAsync("node.event", NodeEvent.From(_id, step, lost), NodeJson.Default.NodeEvent);
            }
        }
        catch (RpcConnectionException)
        {
            // The subscriber is gone, and the session ends this feed.
        }
    }
}
