using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>
/// Kestrel in the test process, on one transport. Its end is a test of its own: no connection is left, no socket, no buffer; and once it is gone, no descriptor.
/// </summary>
sealed class KestrelServer : IAsyncDisposable
{
    readonly WebApplication _application;
    readonly CountingPool _pool;
    readonly ErrorLog _errors;
    readonly int _descriptorsBefore;

    KestrelServer(WebApplication application, CountingPool pool, ErrorLog errors, OpenConnections connections, int descriptorsBefore)
    {
        (_application, _pool, _errors, Connections, _descriptorsBefore) = (application, pool, errors, connections, descriptorsBefore);
        Port = new Uri(application.Urls.First()).Port;
    }

    public int Port { get; }

    public OpenConnections Connections { get; }

    /// <summary>Starts it on a free port of loopback.</summary>
    /// <param name="transport">What it listens through; an engine that is forced and not had is an error.</param>
    /// <param name="protocols">What HTTP it speaks.</param>
    /// <param name="tls">Whether it speaks TLS with <see cref="Certificates.Localhost"/>.</param>
    /// <param name="map">Adds routes to those of <see cref="Routes"/>.</param>
    /// <param name="connect">Connection middleware before all others.</param>
    /// <param name="halfClose">What the connections of our engines start with.</param>
    public static async Task<KestrelServer> StartAsync(
        Transport transport,
        HttpProtocols protocols = HttpProtocols.Http1,
        bool tls = false,
        Action<WebApplication>? map = null,
        Func<ConnectionDelegate, ConnectionDelegate>? connect = null,
        bool halfClose = false)
    {
        var (pool, errors, connections, before) = (new CountingPool(), new ErrorLog(), new OpenConnections(), Descriptors.Open);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(errors).SetMinimumLevel(LogLevel.Warning);
        if (transport != Transport.Stock)
        {
            builder.WebHost.UsePatchbaySockets(KindOf(transport), options => (options.Pool, options.HalfClose) = (pool, halfClose));
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                listen.Use(connections.Watch);
                if (connect is not null)
                {
                    listen.Use(connect);
                }

                if (tls)
                {
                    listen.UseHttps(Certificates.Localhost);
                }
            });
        });
        var application = builder.Build();
        application.UseWebSockets();
        Routes.Map(application);
        map?.Invoke(application);
        await application.StartAsync().Soon();
        if (transport != Transport.Stock)
        {
            Assert.Equal(KindOf(transport), FactoryOf(application).Engine.Kind);
        }

        return new KestrelServer(application, pool, errors, connections, before);
    }

    /// <summary>Until the server serves nobody and holds no socket of a client's.</summary>
    public async Task IsIdleAsync()
    {
        await Waiting.Until(() => Connections.Count == 0, () => $"{Connections.Count} connections still served");
        await Waiting.Until(() => Descriptors.AcceptedOn(Port) == 0, () => $"{Descriptors.AcceptedOn(Port)} sockets left");
    }

    public async ValueTask DisposeAsync()
    {
        await IsIdleAsync();
        var engine = _application.Services.GetRequiredService<IConnectionListenerFactory>() is KestrelListenerFactory ours ? ours.Engine : null;
        await _application.StopAsync().Soon();
        await _application.DisposeAsync().Soon();
        Assert.Equal(0, _pool.Lent);
        if (engine is UringEngine rings)
        {
            Assert.Equal(0, rings.RentedBlocks);
            Assert.Equal(0, rings.LentBuffers);
        }

        await Descriptors.ComeBackTo(_descriptorsBefore);
        Assert.True(_errors.Entries.Count == 0, string.Join('\n', _errors.Entries));
    }

    static EngineKind KindOf(Transport transport) => Enum.Parse<EngineKind>(transport.ToString());

    static KestrelListenerFactory FactoryOf(WebApplication application) =>
        Assert.IsType<KestrelListenerFactory>(application.Services.GetServices<IConnectionListenerFactory>().Last());
}
