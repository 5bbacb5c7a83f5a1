using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>Services that run together on one engine. Starts and stops from one thread at a time; <see cref="Services"/> may be read from any.</summary>
public sealed class Node : INodeControl, IAsyncDisposable
{
    // Enough to step over a few other nodes; more would only hide that something is wrong.
    const int MostPortsTried = 100;

    readonly ISocketEngine _engine;
    readonly NodeConfiguration _configuration;
    readonly ILoggerFactory _loggers;
    readonly string _dataDirectory;
    readonly Logins _logins;
    readonly CancellationTokenSource _stopRequested = new();
    ImmutableArray<RunningService> _services = [];
    IReadOnlyList<IWebPages> _pages = [];

    Node(ISocketEngine engine, NodeConfiguration configuration, string dataDirectory, ILoggerFactory loggers)
    {
        (_engine, _configuration, _dataDirectory, _loggers) = (engine, configuration, dataDirectory, loggers);
        _logins = new Logins(new UserStore(dataDirectory), loggers.CreateLogger("accounts"), LoginOptions.Read(configuration));
    }

    /// <summary>What runs, in the order it was started.</summary>
    public IReadOnlyList<RunningService> Services => _services;

    /// <summary>Cancelled when a service asked the node to stop.</summary>
    public CancellationToken StopRequested => _stopRequested.Token;

    /// <inheritdoc/>
    public void RequestStop() => _ = _stopRequested.CancelAsync();

    /// <summary>Starts services; when one does not start, those before it are stopped again.</summary>
    /// <param name="services">Which, not started yet. Owned by the node.</param>
    /// <param name="engine">Where sockets come from. Not owned.</param>
    /// <param name="configuration">Their addresses and options.</param>
    /// <param name="dataDirectory">Where they may keep data.</param>
    /// <param name="loggers">Where they speak.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="BindException">An address that somebody chose cannot be listened on.</exception>
    public static async Task<Node> StartAsync(
        IEnumerable<IService> services, ISocketEngine engine, NodeConfiguration configuration, string dataDirectory, ILoggerFactory loggers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        var node = new Node(engine, configuration, dataDirectory, loggers);
        try
        {
            var all = services.ToList();
            node._pages = [.. all.OfType<IWebPages>()];
            foreach (var service in all)
            {
                node._services = node._services.Add(await node.StartOneAsync(service, cancellationToken));
            }
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }

        return node;
    }

    /// <summary>Stops accepting everywhere at once, drains, and tells the sum. Cancelling <paramref name="cut"/> cuts at once.</summary>
    public async Task<DrainReport> StopAsync(CancellationToken cut = default)
    {
        var reports = await Task.WhenAll(_services.Select(running => running.Service.StopAsync(cut).AsTask()));
        return reports.Aggregate(new DrainReport(0, 0, TimeSpan.Zero), static (sum, one) => sum.Plus(one));
    }

    /// <summary>Stops with the usual drain times.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _logins.Dispose();
    }

    async Task<RunningService> StartOneAsync(IService service, CancellationToken cancellationToken)
    {
        var name = service.Description.Name;
        var listen = _configuration.Listen(name);
        var isChosen = _configuration[$"{name}.{ConfigurationSchema.Listen}"].IsChosen;
        var moves = new List<PortMove>();
        for (var tried = 1; ; tried++)
        {
            try
            {
                var context = new ServiceContext(_engine, listen, _configuration.Section(name), _dataDirectory, _loggers.CreateLogger(name)) { Logins = _logins, Node = this, Pages = _pages };
                return new RunningService(service, await service.StartAsync(context, cancellationToken), moves);
            }
            catch (BindException error) when (error.Failure == BindFailure.InUse && !isChosen && error.Address.Port > 0 && tried < MostPortsTried)
            {
                listen = StepAside(listen, error, moves);
            }
        }
    }

    /// <summary>
    /// The same addresses with the taken port moved to the next one that is no other service's default, for every protocol that had it: people expect TCP
    /// and UDP of a service on one number.
    /// </summary>
    List<Address> StepAside(IReadOnlyList<Address> listen, BindException error, List<PortMove> moves)
    {
        var taken = error.Address;
        var next = taken.Port!.Value + 1;
        while (IsDefaultPort(next))
        {
            next++;
        }

        var first = moves.FirstOrDefault(move => move.Used == taken.Port);
        moves.RemoveAll(move => move == first);
        moves.Add(new PortMove(first?.Wanted ?? taken.Port.Value, next, first is null ? error.Holder : first.Holder));
        return [.. listen.Select(address => address.Port == taken.Port ? address with { Port = next } : address)];
    }

    bool IsDefaultPort(int port) =>
        _configuration.Values.Any(value => value.Key.Name.EndsWith("." + ConfigurationSchema.Listen, StringComparison.Ordinal)
            && value.Key.Default.Any(text => Address.Parse(text, AddressRole.Listen).Port == port));
}
