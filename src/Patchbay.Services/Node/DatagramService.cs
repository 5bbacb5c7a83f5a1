using System.Collections.Immutable;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>A service that answers each datagram by itself, on each of its addresses. Members are safe to call from any thread.</summary>
/// <param name="description">What the service is; its options are <see cref="DatagramServiceOptions.All"/>.</param>
/// <param name="answer">Makes the answers; null for a service that never answers.</param>
public sealed class DatagramService(ServiceDescription description, DatagramAnswer? answer) : IService
{
    ImmutableArray<DatagramHost> _hosts = [];

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
                sum = sum.Plus(ServiceStatus.None with
                {
                    BytesReceived = one.BytesReceived,
                    BytesSent = one.BytesSent,
                    DatagramsReceived = one.Received,
                    DatagramsSent = one.Sent,
                    DatagramsRefused = one.Refused,
                    DatagramsDropped = one.Dropped,
                });
            }

            return sum;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        var bound = await BindAsync(context, cancellationToken);
        Start(context, bound);
        return bound.ConvertAll(static one => one.Address);
    }

    /// <summary>Binds every address and reads from none yet.</summary>
    internal async ValueTask<List<BoundDatagrams>> BindAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _hosts.IsEmpty
            ? await AllOrNone.OpenAsync(context.Listen, address => Listening.BindDatagramsAsync(context.Engine, address, cancellationToken))
            : throw new InvalidOperationException($"{Description.Name} runs already.");
    }

    /// <summary>Starts serving what was bound.</summary>
    internal void Start(ServiceContext context, List<BoundDatagrams> bound)
    {
        var hosts = bound.ConvertAll(one => new DatagramHost(one.Socket, answer, DatagramServiceOptions.Read(context.Options), context.Logger));
        hosts.ForEach(static host => host.Start());
        _hosts = [.. hosts];
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
