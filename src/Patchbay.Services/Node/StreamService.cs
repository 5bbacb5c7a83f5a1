using System.Collections.Immutable;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>A service that is a <see cref="ConnectionDelegate"/> behind each of its addresses. Members are safe to call from any thread.</summary>
/// <param name="description">What the service is; its options are <see cref="StreamOptions.All"/>.</param>
/// <param name="open">Makes what serves a bound address, its layers included; asked once for each, before the first connection.</param>
public sealed class StreamService(ServiceDescription description, Func<Address, LayerSettings, ConnectionDelegate> open) : IService
{
    ImmutableArray<ConnectionHost> _hosts = [];

    /// <summary>A service that is the same behind all its addresses, once their layers are put on.</summary>
    /// <param name="description">What the service is.</param>
    /// <param name="serve">Serves one connection.</param>
    public StreamService(ServiceDescription description, ConnectionDelegate serve) : this(description, (address, layers) => AddressLayers.Accept(address, layers, serve))
    {
    }

    /// <inheritdoc/>
    public ServiceDescription Description { get; } = description;

    /// <inheritdoc/>
    public ServiceStatus Status
    {
        get
        {
            var sum = ServiceStatus.None;
            foreach (var host in _hosts)
            {
                var one = host.Status;
                sum = sum.Plus(new(one.Connections, one.Accepted, one.Refused, one.BytesReceived, one.BytesSent));
            }

            return sum;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ServiceConnection> Connections =>
        [.. _hosts.SelectMany(static host => host.Connections).Select(static one => new ServiceConnection(one.Id, one.Local?.ToString() ?? "", one.Remote?.ToString() ?? "", one.Since, one.BytesReceived, one.BytesSent))];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!_hosts.IsEmpty)
        {
            throw new InvalidOperationException($"{Description.Name} runs already.");
        }

        var listeners = await AllOrNone.OpenAsync(context.Listen, address => Listening.BindAsync(context.Engine, address, cancellationToken));
        List<ConnectionHost> hosts;
        try
        {
            var layers = new LayerSettings { DataDirectory = context.DataDirectory, Notify = notice => context.Logger.LogWarning("{Notice}", notice) };
            hosts = listeners.ConvertAll(listener => new ConnectionHost(listener, open(listener.Address, layers), StreamOptions.Read(context.Options, listener.Address), context.Logger));
        }
        catch
        {
            // A certificate that cannot be read.
            await AllOrNone.CloseAsync(listeners);
            throw;
        }

        // Only now, when every address is bound and its layers are ready, the first connection may be accepted.
        hosts.ForEach(static host => host.Start());
        _hosts = [.. hosts];
        return listeners.ConvertAll(static listener => listener.Address);
    }

    /// <inheritdoc/>
    public async ValueTask<DrainReport> StopAsync(CancellationToken cut)
    {
        var reports = await Task.WhenAll(_hosts.Select(host => host.StopAsync(cut)));
        return reports.Aggregate(new DrainReport(0, 0, TimeSpan.Zero), static (sum, one) => sum.Plus(one));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
