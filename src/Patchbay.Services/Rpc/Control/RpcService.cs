using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Rpc;

/// <summary>The node's own methods over JSON-RPC 2.0: on TCP, on a Unix socket that only the node's owner can open, and by POST where the node serves the web.</summary>
public sealed class RpcService : IService, IWebPages
{
    /// <summary>The file name of the Unix socket in the data directory.</summary>
    public const string SocketName = "rpc.sock";

    readonly StreamService _inner;
    readonly RpcHandlers _handlers;
    readonly HashSet<RpcConnection> _connections = [];
    readonly RpcCounters _ended = new();
    RpcPolicy _policy = new(null);

    /// <summary>A service that is not started.</summary>
    public RpcService()
    {
        _inner = new StreamService(RpcServiceOptions.Description, ServeAsync);
        _handlers = RpcServiceMethods.Create(this);
    }

    /// <inheritdoc/>
    public ServiceDescription Description => _inner.Description;

    /// <inheritdoc/>
    public IReadOnlyList<ServiceConnection> Connections => _inner.Connections;

    /// <inheritdoc/>
    public ServiceStatus Status
    {
        get
        {
            RpcConnection[] open;
            lock (_connections)
            {
                open = [.. _connections];
            }

            return _inner.Status with
            {
                Figures =
                [
                    new("requests", _ended.Requests + open.Sum(static one => one.Counters.Requests)),
                    new("notifications", _ended.Notifications + open.Sum(static one => one.Counters.Notifications)),
                    new("errors", _ended.Errors + open.Sum(static one => one.Counters.Errors)),
                    new("in flight", open.Sum(static one => one.InFlight)),
                    new("subscriptions", open.Sum(static one => ((RpcSession)one.State!).SubscriptionCount)),
                ],
            };
        }
    }

    /// <summary>The node it runs in; null when it runs in none.</summary>
    internal INodeControl? Node { get; private set; }

    /// <summary>The bounds of its connections.</summary>
    internal RpcOptions Options { get; private set; } = RpcOptions.Default;

    /// <summary>Where it listens.</summary>
    internal IReadOnlyList<Address> Bound { get; private set; } = [];

    /// <inheritdoc/>
    public string Path => "rpc";

    /// <inheritdoc/>
    public void MapWeb(IEndpointRouteBuilder endpoints) => new RpcHttp(this).Map(endpoints);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        Node = context.Node;
        _policy = new RpcPolicy(context.Logins);
        Options = RpcServiceOptions.Read(context.Options, context.Logger);
        var (socket, isDefault) = RpcServiceOptions.Socket(context);
        if (socket is not null)
        {
            try
            {
                DataDirectory.Create(context.DataDirectory);
                return Bound = await _inner.StartAsync(context with { Listen = [.. context.Listen, socket] }, cancellationToken);
            }
            catch (Exception error) when (isDefault && IsAboutSocket(error, socket))
            {
                // Another node has this data directory, or its path is longer than sun_path: the addresses that were asked for work all the same.
                context.Logger.LogWarning("rpc: no Unix socket: {Reason}", error.Message);
            }
        }

        return Bound = await _inner.StartAsync(context, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DrainReport> StopAsync(CancellationToken cut) => _inner.StopAsync(cut);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    static bool IsAboutSocket(Exception error, Address socket) =>
        error is BindException bind ? bind.Address.Target == socket.Target && bind.Address.Kind == AddressKind.Unix : error is ArgumentOutOfRangeException or UnauthorizedAccessException or IOException;

    /// <summary>A connection with its session.</summary>
    /// <returns>The session; whoever opened it ends it.</returns>
    internal RpcSession Open(ConnectionContext connection, out RpcConnection rpc)
    {
        rpc = new RpcConnection(connection, _handlers, Options);
        var session = new RpcSession(rpc, _policy);
        rpc.State = session;
        return session;
    }

    async Task ServeAsync(ConnectionContext connection)
    {
        await using var session = Open(connection, out var rpc);
        lock (_connections)
        {
            _connections.Add(rpc);
        }

        try
        {
            await rpc.RunAsync();
            if (SocketEvents.IsEnabled)
            {
                SocketEvents.Annotate(connection, $"ends after requests: {rpc.Counters.Requests}, notifications: {rpc.Counters.Notifications}, errors: {rpc.Counters.Errors}");
            }
        }
        finally
        {
            lock (_connections)
            {
                _connections.Remove(rpc);
            }

            _ended.Add(rpc.Counters);
        }
    }
}
