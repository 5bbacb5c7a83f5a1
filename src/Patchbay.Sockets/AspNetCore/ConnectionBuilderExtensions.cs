using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Patchbay.Sockets;

/// <summary>The layers of addresses as middleware, for <c>ListenOptions</c> of Kestrel and for handlers of <see cref="ConnectionHost"/>.</summary>
public static class ConnectionBuilderExtensions
{
    /// <summary>
    /// TLS with half-close: completing the output sends close_notify and reading goes on; an end without close_notify throws. Sets ASP.NET Core's TLS features.
    /// </summary>
    /// <param name="builder">Where it is put; what is added later sees plaintext.</param>
    /// <param name="options">SslStream's own. Not copied: do not change them later.</param>
    /// <param name="settings">The time that handshakes have; null for the defaults.</param>
    public static IConnectionBuilder UsePatchbayTls(this IConnectionBuilder builder, SslServerAuthenticationOptions options, LayerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return builder.UseLayer(new TlsLayer(null, new TlsServer { Options = options }), settings);
    }

    /// <summary>
    /// The PROXY protocol: every connection must begin with a header, whose ends become the connection's. Only for listeners that nobody but the proxy can reach: a header is believed.
    /// </summary>
    /// <param name="builder">Where it is put; before TLS, as on the wire.</param>
    /// <param name="versions">The versions taken.</param>
    /// <param name="settings">The time that the header has; null for the defaults.</param>
    public static IConnectionBuilder UseProxyProtocol(this IConnectionBuilder builder, ProxyProtocolVersions versions = ProxyProtocolVersions.Any, LayerSettings? settings = null) =>
        builder.UseLayer(new ProxyProtocolLayer(versions), settings);

    static IConnectionBuilder UseLayer(this IConnectionBuilder builder, IConnectionLayer layer, LayerSettings? settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var layers = new LayerStack([layer], settings ?? new LayerSettings());
        var logger = builder.ApplicationServices?.GetService<ILoggerFactory>()?.CreateLogger("Patchbay.Sockets");
        return builder.Use(next =>
        {
            var serve = layers.Serve(next);
            return async raw =>
            {
                try
                {
                    await serve(raw);
                }
                catch (LayerException error)
                {
                    logger?.LogWarning("{Reason} (connection {ConnectionId})", error.Message, raw.ConnectionId);
                }
            };
        });
    }
}
