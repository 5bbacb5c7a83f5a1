using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>One service on streams and on datagrams: each address is served by the part that its kind belongs to. Members are safe to call from any thread.</summary>
/// <param name="streams">Serves TCP and Unix streams.</param>
/// <param name="datagrams">Serves UDP and Unix datagrams.</param>
public sealed class StreamAndDatagramService(StreamService streams, DatagramService datagrams) : IService
{
    /// <summary>Both parts from one description; its options are to be <see cref="Options"/>.</summary>
    public static StreamAndDatagramService Create(ServiceDescription description, ConnectionDelegate serve, DatagramAnswer? answer) =>
        new(new StreamService(description, serve), new DatagramService(description, answer));

    /// <summary>The options of such a service.</summary>
    public static IReadOnlyList<ServiceOption> Options { get; } = [.. StreamOptions.All, .. DatagramServiceOptions.All];

    /// <inheritdoc/>
    public ServiceDescription Description => streams.Description;

    /// <inheritdoc/>
    public ServiceStatus Status => streams.Status.Plus(datagrams.Status);

    /// <inheritdoc/>
    public IReadOnlyList<ServiceConnection> Connections => streams.Connections;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var datagramContext = context with { Listen = [.. context.Listen.Where(static address => address.IsDatagram())] };
        var bound = await datagrams.BindAsync(datagramContext, cancellationToken);
        IReadOnlyList<Address> listening;
        try
        {
            listening = await streams.StartAsync(context with { Listen = [.. context.Listen.Where(static address => !address.IsDatagram())] }, cancellationToken);
        }
        catch
        {
            await AllOrNone.CloseAsync(bound);
            throw;
        }

        datagrams.Start(datagramContext, bound);
        return [.. listening, .. bound.Select(static one => one.Address)];
    }

    /// <inheritdoc/>
    public async ValueTask<DrainReport> StopAsync(CancellationToken cut)
    {
        var reports = await Task.WhenAll(streams.StopAsync(cut).AsTask(), datagrams.StopAsync(cut).AsTask());
        return reports[0].Plus(reports[1]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
