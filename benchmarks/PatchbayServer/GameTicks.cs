using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Services;
using Patchbay.Services.Game;
using Patchbay.Services.Tests.Game;
using Patchbay.Sockets;

namespace Patchbay.Benchmarks.PatchbayServer;

/// <summary>The whole game: a server that tells its tick times, and bots that play over UDP.</summary>
static class GameTicks
{
    public static async Task ServeAsync(EngineKind kind)
    {
        await using var engine = SocketEngine.Create(kind);
        await using var service = GameService.Create();
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["bots"] = "0", ["max-players"] = "250", ["cave"] = "240x200" }).Build();
        var bound = await service.StartAsync(new ServiceContext(engine, [Address.Parse("udp-listen:127.0.0.1:0")], section, Path.GetTempPath(), NullLogger.Instance), CancellationToken.None);
        Console.WriteLine($"listening {bound[0].Port} {engine.Description}");
        while (Console.ReadLine() is not null)
        {
            var figures = service.Status.Figures.ToDictionary(static figure => figure.Name, static figure => figure.Value);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figures["tick"]} {figures["tick p50"]} {figures["tick p99"]} {figures["late ticks"]}"));
        }
    }

    public static void Play(string[] arguments)
    {
        var count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        using var bots = new UdpBots(new IPEndPoint(IPAddress.Loopback, int.Parse(arguments[0], CultureInfo.InvariantCulture)), count);
        SpinWait.SpinUntil(() => { Thread.Sleep(20); return bots.Clients.All(static client => client.Snapshots > 0); });
        Console.WriteLine("ready");
        Console.ReadLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bots.Clients.Sum(static client => client.Snapshots)} {bots.Clients.Sum(static client => client.Misunderstood)}"));
    }
}
