using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Patchbay.Sockets;

/// <summary>Runs Kestrel on an engine of this library.</summary>
public static class PatchbayWebHostBuilderExtensions
{
    /// <summary>
    /// Makes Kestrel listen through an engine of this library: HTTP/1.1, HTTP/2, TLS and WebSockets work as before. The engine lives as long as the host and
    /// is disposed with it; what was taken is logged once. Call it after <c>UseKestrel</c> where that is called by hand.
    /// </summary>
    /// <param name="builder">The web host.</param>
    /// <param name="kind">Which engine. A ring asked for by name that cannot run here makes the host fail to start with <see cref="EngineUnavailableException"/>.</param>
    /// <param name="configure">
    /// Changes the engine's options. They start with <see cref="SocketEngineOptions.HalfClose"/> false: Kestrel's own code expects that the first FIN ends a connection.
    /// </param>
    public static IWebHostBuilder UsePatchbaySockets(this IWebHostBuilder builder, EngineKind kind = EngineKind.Auto, Action<SocketEngineOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services => services.AddSingleton<IConnectionListenerFactory>(provider =>
        {
            var options = new SocketEngineOptions { HalfClose = false };
            configure?.Invoke(options);
            return new KestrelListenerFactory(SocketEngine.Create(kind, options), provider.GetRequiredService<ILogger<KestrelListenerFactory>>());
        }));
    }
}
