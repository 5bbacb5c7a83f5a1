using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>The layers as middleware of a connection's pipeline.</summary>
public sealed class MiddlewareTests
{
    [Theory, Engines(Can.Ours)]
    public async Task PROXY_and_TLS_compose_under_a_host_in_the_order_of_the_wire(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        EndPoint? seen = null;
        var builder = new ConnectionBuilder(new NoServices());
        builder.UseProxyProtocol(ProxyProtocolVersions.V1).UsePatchbayTls(new SslServerAuthenticationOptions { ServerCertificate = Certificates.Localhost });
        builder.Run(async connection =>
        {
            seen = connection.RemoteEndPoint;
            await connection.Transport.EchoAsync();
        });
        await using var host = new ConnectionHost(arena.Listener, builder.Build());
        host.Start();
        var socket = await arena.DialAsync();
        await socket.SendAllAsync("PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n".Ascii());
        await using var tls = new SslStream(new NetworkStream(socket), false, Certificates.IsLocalhost);
        await tls.AuthenticateAsClientAsync("localhost", null, SslProtocols.Tls13, false).Soon();
        await tls.WriteAsync("hello".Ascii());
        await tls.ShutdownAsync().Soon();
        var reply = new byte[16];
        Assert.Equal("hello", reply[..await tls.ReadAtLeastAsync(reply, reply.Length, throwOnEndOfStream: false).AsTask().Soon()].Ascii());
        Assert.Equal("192.0.2.1:1000", seen!.ToString());
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_client_that_the_middleware_refuses_ends_with_FIN_and_the_next_is_served(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var builder = new ConnectionBuilder(new NoServices());
        builder.UseProxyProtocol().Run(static connection => connection.Transport.EchoAsync());
        await using var host = new ConnectionHost(arena.Listener, builder.Build());
        host.Start();
        var refused = await arena.DialAsync();
        await refused.SendAllAsync("GET / HTTP/1.1\r\n\r\n".Ascii());
        refused.Shutdown(SocketShutdown.Send);
        Assert.Empty(await refused.ReceiveToEndAsync());
        var served = await arena.DialAsync();
        await served.SendAllAsync("PROXY UNKNOWN\r\nhello".Ascii());
        served.Shutdown(SocketShutdown.Send);
        Assert.Equal("hello", (await served.ReceiveToEndAsync()).Ascii());
    }

    sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
