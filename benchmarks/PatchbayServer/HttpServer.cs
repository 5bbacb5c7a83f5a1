using System.Net;
using Patchbay.Benchmarks.Servers;
using Patchbay.Sockets;

namespace Patchbay.Benchmarks.PatchbayServer;

static class HttpServer
{
    public static async Task RunAsync(EngineKind kind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UsePatchbaySockets(kind);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));

        await using var application = builder.Build();
        Plaintext.Map(application);
        await application.StartAsync();
        ServerConsole.Announce(new IPEndPoint(IPAddress.Loopback, new Uri(application.Urls.First()).Port), kind.ToString());
        ServerConsole.ServeUntilStdinCloses();
    }
}
