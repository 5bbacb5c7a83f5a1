using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Models;

/// <summary>A service in one of the classic models: plain blocking sockets, no engine. Members are safe to call from any thread.</summary>
public sealed class BlockingService : IService
{
    readonly ServerModel _model;
    readonly BlockingConversation _converse;
    ImmutableArray<BlockingServer> _servers = [];

    BlockingService(ServiceDescription description, ServerModel model, BlockingConversation converse) => (Description, _model, _converse) = (description, model, converse);

    /// <summary>A service in a blocking model, or null when the service has no blocking conversation.</summary>
    /// <param name="description">The service.</param>
    /// <param name="model">Not <see cref="ServerModel.Async"/>: that is the service as it is.</param>
    public static BlockingService? Create(ServiceDescription description, ServerModel model)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.Blocking is { } converse ? new BlockingService(BlockingServiceOptions.Adapt(description, model), model, converse) : null;
    }

    /// <inheritdoc/>
    public ServiceDescription Description { get; }

    /// <inheritdoc/>
    public ServiceStatus Status => _servers.Aggregate(ServiceStatus.None, static (sum, server) => sum.Plus(server.Status));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!_servers.IsEmpty)
        {
            throw new InvalidOperationException($"{Description.Name} runs already.");
        }

        foreach (var address in context.Listen)
        {
            BlockingServiceOptions.Check(address, _model);
        }

        var listeners = await AllOrNone.OpenAsync(context.Listen, address => BlockingListener.BindAsync(address, BlockingServiceOptions.IdleTimeout(context.Options, address), context.Logger));
        _servers = [.. listeners.Select(listener => CreateServer(listener, context.Options, context.Logger))];
        foreach (var server in _servers)
        {
            server.Start();
        }

        return listeners.ConvertAll(static listener => listener.Address);
    }

    /// <inheritdoc/>
    public async ValueTask<DrainReport> StopAsync(CancellationToken cut)
    {
        var reports = await Task.WhenAll(_servers.Select(server => server.StopAsync(cut)));
        return reports.Aggregate(new DrainReport(0, 0, TimeSpan.Zero), static (sum, one) => sum.Plus(one));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    BlockingServer CreateServer(BlockingListener listener, IConfiguration options, ILogger logger)
    {
        var drainTimeout = BlockingServiceOptions.DrainTimeout(options);
        return _model switch
        {
            ServerModel.Iterative => new IterativeServer(listener, _converse, drainTimeout, logger),
            ServerModel.Threads => new ThreadPerConnectionServer(listener, _converse, BlockingServiceOptions.MaxConnections(options), drainTimeout, logger),
            ServerModel.Pool => new PoolServer(listener, _converse, BlockingServiceOptions.PoolThreads(options), drainTimeout, logger),
            _ => throw new InvalidOperationException($"{_model} is no blocking model."),
        };
    }
}
