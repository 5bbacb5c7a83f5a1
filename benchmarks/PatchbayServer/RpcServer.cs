using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Benchmarks.Servers;
using Patchbay.Services;
using Patchbay.Services.Rpc;
using Patchbay.Sockets;

namespace Patchbay.Benchmarks.PatchbayServer;

/// <summary>The service rpc as <c>serve rpc</c> runs it, without its Unix socket.</summary>
static class RpcServer
{
    public static async Task RunAsync(EngineKind kind)
    {
        await using var engine = SocketEngine.Create(kind);
        await using var service = new RpcService();
        var options = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("drain-timeout", (string?)"0s"), KeyValuePair.Create("socket", (string?)OptionValues.None)]).Build();
        var listen = Address.Parse("127.0.0.1:0", AddressRole.Listen);
        var bound = await service.StartAsync(new ServiceContext(engine, [listen], options, Path.GetTempPath(), NullLogger.Instance), CancellationToken.None);
        ServerConsole.Announce(bound[0].ToListenEndPoints()[0], engine.Description);
        ServerConsole.ServeUntilStdinCloses();
    }
}
