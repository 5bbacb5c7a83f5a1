using System.Collections.Concurrent;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services.Rpc;

/// <summary>What the service keeps for one connection: who it is, and what it has subscribed to. Thread-safe.</summary>
/// <param name="rpc">The connection.</param>
/// <param name="policy">Who may do what.</param>
sealed class RpcSession(RpcConnection rpc, RpcPolicy policy) : IAsyncDisposable
{
    const int MostSubscriptions = 16;

    readonly ConcurrentDictionary<long, NodeEventFeed> _subscriptions = new();
    long _lastSubscription;

    /// <summary>Who has logged in; null before that.</summary>
    public User? User { get; private set; }

    /// <summary>Feeds that run.</summary>
    public int SubscriptionCount => _subscriptions.Count;

    /// <summary>The session of a request.</summary>
    public static RpcSession Of(RpcContext context) => (RpcSession)context.Connection.State!;

    /// <summary>Throws when the peer may not.</summary>
    /// <param name="changes">The method changes something; else it only tells.</param>
    /// <exception cref="RpcException"><see cref="RpcErrorCodes.NotPermitted"/>.</exception>
    public void Demand(bool changes)
    {
        if (policy.Refuse(rpc.Context.LocalEndPoint, rpc.Context.RemoteEndPoint, User, changes) is { } reason)
        {
            throw new RpcException(RpcErrorCodes.NotPermitted, "Not permitted", RpcConnection.Reason(reason));
        }
    }

    /// <summary>Logs in.</summary>
    public async Task<User> LoginAsync(string name, string password, CancellationToken cancellationToken)
    {
        var (user, reason) = await policy.LoginAsync(name, password, rpc.Context.RemoteEndPoint, cancellationToken);
        User = user;
        if (user is null)
        {
            SocketEvents.Annotate(rpc.Context, "auth refused");
            throw new RpcException(RpcErrorCodes.NotPermitted, "Not permitted", RpcConnection.Reason(reason!));
        }

        SocketEvents.Annotate(rpc.Context, $"auth {user.Name}");
        return user;
    }

    /// <summary>Starts a feed.</summary>
    /// <exception cref="RpcException"><see cref="RpcErrorCodes.TooMany"/>.</exception>
    public long Subscribe(NodeEventFilter filter)
    {
        if (_subscriptions.Count >= MostSubscriptions)
        {
            throw new RpcException(RpcErrorCodes.TooMany, "Too many subscriptions", RpcConnection.Reason($"a connection has at most {MostSubscriptions}"));
        }

        var id = Interlocked.Increment(ref _lastSubscription);
        _subscriptions[id] = new NodeEventFeed(rpc, id, filter);
        return id;
    }

    /// <summary>Ends a feed, after it has told what it holds; false when there is none.</summary>
    public async Task<bool> UnsubscribeAsync(long id)
    {
        if (!_subscriptions.TryRemove(id, out var feed))
        {
            return false;
        }

        await feed.DisposeAsync();
        return true;
    }

    /// <summary>Ends every feed.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in _subscriptions.Keys)
        {
            await UnsubscribeAsync(id);
        }
    }
}
