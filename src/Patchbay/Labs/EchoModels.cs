using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Observation;
using Patchbay.Services;
using Patchbay.Services.Models;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The echo service in each server model, tried with one client more than it serves easily.</summary>
static class EchoModels
{
    const int PoolThreads = 2;

    /// <summary>Starts it on a free port, tries it, and stops it.</summary>
    public static async Task<(string Model, string What, SecondClient Seen)> TryAsync(string model, CancellationToken stop)
    {
        var kind = ServerModels.Parse(model);
        var echo = ServiceCatalog.CreateAll().First(static service => service.Description.Name == "echo");
        var service = kind == ServerModel.Async ? echo : BlockingService.Create(echo.Description, kind)!;
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        var settings = kind == ServerModel.Pool ? new Dictionary<string, string?> { ["pool-threads"] = $"{PoolThreads}" } : [];
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var bound = await service.StartAsync(new ServiceContext(engine, [Address.Parse("127.0.0.1:0", AddressRole.Listen)], options, Path.GetTempPath(), NullLogger.Instance), stop);
        try
        {
            var server = new IPEndPoint(IPAddress.Loopback, bound[0].Port!.Value);
            var seen = await Task.Run(() => SecondClientTrial.Run(server, kind == ServerModel.Pool ? PoolThreads : 1), stop);
            return (model, kind == ServerModel.Pool ? $"{ServerModels.Describe(kind)}, here {PoolThreads}" : ServerModels.Describe(kind), seen);
        }
        finally
        {
            // Whoever is still there is cut: these are clients of ours.
            await service.StopAsync(new CancellationToken(canceled: true));
        }
    }
}
