using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Patchbay.Sockets;

namespace Patchbay.Services.Web;

/// <summary>
/// Serves a folder over HTTP/1.1 and HTTP/2. The host of every stream service accepts, limits and drains the connections; Kestrel speaks HTTP on them. Members
/// are safe to call from any thread.
/// </summary>
public sealed class WebService : IService
{
    // What a TLS client is offered, in the order we like it.
    const string Alpn = "h2,http/1.1";

    static readonly ServiceDescription Web = new(
        WebAccess.Service, "serves a folder over HTTP/1.1 and HTTP/2, takes uploads of users", ["tcp-listen:127.0.0.1:8080"], "curl {url}", [.. StreamOptions.All, .. WebSettings.All])
    {
        Subject = "root",
        Exposure = "who may read and change files as web.anonymous and the users' rights say",
    };

    readonly StreamService _streams;
    readonly WebFigures _figures = new();
    WebRun? _run;

    /// <summary>A service that is not started.</summary>
    public WebService() => _streams = new StreamService(Web, (address, layers) => AddressLayers.Accept(address, layers, ServeAt(address)));

    /// <inheritdoc/>
    public ServiceDescription Description => Web;

    /// <inheritdoc/>
    public ServiceStatus Status => _streams.Status with { Figures = _figures.All };

    /// <inheritdoc/>
    public IReadOnlyList<ServiceConnection> Connections => _streams.Connections;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Address>> StartAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var run = await WebRun.StartAsync(context, _figures);
        _run = run;
        try
        {
            var bound = await _streams.StartAsync(context with { Listen = [.. context.Listen.Select(OfferBoth)] }, cancellationToken);
            return [.. bound.Select(static address => address with { Options = [.. address.Options.Where(static option => option != Offer)] })];
        }
        catch
        {
            _run = null;
            await run.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<DrainReport> StopAsync(CancellationToken cut)
    {
        if (_run is not { } run)
        {
            return new DrainReport(0, 0, TimeSpan.Zero);
        }

        // Both at once: the host stops accepting and has the time, Kestrel tells the clients.
        using var over = new CancellationTokenSource();
        var telling = run.Kestrel.StopAsync(over.Token);
        var report = await _streams.StopAsync(cut);
        await over.CancelAsync();
        await telling;
        await run.DisposeAsync();
        return report;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    static AddressOption Offer { get; } = new("alpn", Alpn);

    static Address OfferBoth(Address address) =>
        address.Layers.Contains("tls") && address.FindOption("alpn") is null ? address with { Options = [.. address.Options, Offer] } : address;

    ConnectionDelegate ServeAt(Address address)
    {
        var run = _run!;
        var isExposed = address.IsExposed();
        run.CheckExposure(address);
        return connection =>
        {
            var isEncrypted = connection.Features.Get<ITlsConnectionFeature>() is not null;
            connection.Features.Set(new WebConnection(isExposed, isEncrypted, run.IsOnRing, connection.LocalEndPoint, connection.RemoteEndPoint));
            return run.Kestrel.ServeAsync(connection);
        };
    }
}
