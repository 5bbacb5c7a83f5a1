using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Patchbay.Sockets.Tests.Kestrel;

/// <summary>Kestrel on the engine under test, with three doors: HTTP/1.1, HTTP/2 in clear text, and both behind TLS.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    readonly WebApplication _application;
    readonly Uri[] _doors;

    WebServer(WebApplication application)
    {
        _application = application;
        _doors = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
    }

    public Uri Http1 => _doors[0];

    public Uri Http2 => _doors[1];

    public Uri Https => _doors[2];

    public IServiceProvider Services => _application.Services;

    public static async Task<WebServer> StartAsync(TestedEngine engine, Action<WebApplication> map, Action<KestrelServerOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, static door => door.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static door => door.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, static door =>
            {
                door.Protocols = HttpProtocols.Http1AndHttp2;
                door.UseHttps(Certificates.Localhost);
            });
            configure?.Invoke(kestrel);
        });
        if (engine != TestedEngine.Kestrel)
        {
            builder.WebHost.UsePatchbaySockets(Enum.Parse<EngineKind>(engine.ToString()));
        }

        var application = builder.Build();
        application.UseWebSockets();
        map(application);
        await application.StartAsync().Soon();
        return new WebServer(application);
    }

    /// <summary>A client of one HTTP version that trusts the test's certificate.</summary>
    public static HttpClient Client(Uri door, Version version) =>
        new(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = Certificates.IsLocalhost },
            EnableMultipleHttp2Connections = false,
        })
        {
            BaseAddress = door,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromMinutes(2),
        };

    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().Soon();
        await _application.DisposeAsync().Soon();
    }

    /// <summary>As a program that forgets to stop its host.</summary>
    public ValueTask DisposeWithoutStopAsync() => _application.DisposeAsync();
}
