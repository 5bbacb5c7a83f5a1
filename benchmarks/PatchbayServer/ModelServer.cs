using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Benchmarks.Servers;
using Patchbay.Services;
using Patchbay.Services.Echo;
using Patchbay.Services.Models;
using Patchbay.Sockets;

namespace Patchbay.Benchmarks.PatchbayServer;

/// <summary>The echo service in one of the blocking models, as <c>serve echo --model</c> runs it, with its default options.</summary>
static class ModelServer
{
    public static async Task RunAsync(ServerModel model)
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        await using var service = BlockingService.Create(EchoService.Create().Description, model)!;
        var options = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("drain-timeout", (string?)"0s")]).Build();
        var listen = Address.Parse("127.0.0.1:0", AddressRole.Listen);
        var bound = await service.StartAsync(new ServiceContext(engine, [listen], options, Path.GetTempPath(), NullLogger.Instance), CancellationToken.None);
        ServerConsole.Announce(bound[0].ToListenEndPoints()[0], ServerModels.Describe(model));
        ServerConsole.ServeUntilStdinCloses();
    }
}
