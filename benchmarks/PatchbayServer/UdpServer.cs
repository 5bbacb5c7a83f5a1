using System.Net;
using Patchbay.Benchmarks.Servers;
using Patchbay.Services.Echo;
using Patchbay.Sockets;

namespace Patchbay.Benchmarks.PatchbayServer;

static class UdpServer
{
    public static async Task RunAsync(EngineKind kind)
    {
        await using var engine = SocketEngine.Create(kind);
        var socket = await engine.OpenDatagramAsync(DatagramHost.SocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        await using var host = new DatagramHost(socket, EchoService.Answer, new() { DrainTimeout = TimeSpan.Zero });
        host.Start();
        ServerConsole.Announce(host.EndPoint, engine.Description);
        ServerConsole.ServeUntilStdinCloses();
    }
}
