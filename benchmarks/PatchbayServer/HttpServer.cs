using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Benchmarks.Servers;
using Patchbay.Sockets;

namespace Patchbay.Benchmarks.PatchbayServer;

static class HttpServer
{
    public static async Task RunAsync(EngineKind kind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var engine = SocketEngine.Create(kind, new() { HalfClose = false });
        builder.Services.AddSingleton<IConnectionListenerFactory>(engine);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));

        await using var application = builder.Build();
        Plaintext.Map(application);
        await application.StartAsync();
        ServerConsole.Announce(new IPEndPoint(IPAddress.Loopback, new Uri(application.Urls.First()).Port), engine.Description);
        ServerConsole.ServeUntilStdinCloses();
    }
}
