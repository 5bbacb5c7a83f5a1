using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Services.Game;
using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;
using Patchbay.Sockets;
using Xunit.Abstractions;

namespace Patchbay.Services.Tests.Game;

/// <summary>The service over real sockets.</summary>
[Collection(AloneCollection.Name)]
public class GameServiceTests(ITestOutputHelper output)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(EngineKind.Sockets)]
    [InlineData(EngineKind.Uring)]
    [InlineData(EngineKind.UringPinned)]
    public async Task Fifty_bots_play_over_UDP(EngineKind kind)
    {
        if (kind != EngineKind.Sockets && SocketEngine.Create(EngineKind.Auto) is { } probe)
        {
            await using (probe)
            {
                if (probe.Kind == EngineKind.Sockets)
                {
                    return;
                }
            }
        }

        await using var engine = SocketEngine.Create(kind);
        await using var service = GameService.Create();
        var server = await StartAsync(service, engine, ("bots", "0"));
        using (var bots = new UdpBots(server, 50))
        {
            await UntilAsync(() => bots.Clients.All(static client => client.Snapshots > 90));
            Assert.Equal(50, service.Status.Connections);
            Assert.Equal(50, service.Connections.Count);
            Assert.All(bots.Clients, static client => Assert.Equal(0, client.Misunderstood));
            Assert.Equal(50, Figure(service, "players"));
            Assert.Equal(0, Figure(service, "forged"));
            output.WriteLine($"{kind}: tick p50 {Figure(service, "tick p50")} ms, p99 {Figure(service, "tick p99")} ms");
        }

        var report = await service.StopAsync(CancellationToken.None);
        Assert.True(report.IsClean);
    }

    [NeedsFact("slow")]
    public async Task Two_hundred_bots_are_served_thirty_times_a_second_with_a_p99_under_20_ms()
    {
        await using var engine = SocketEngine.Create(EngineKind.Auto);
        await using var service = GameService.Create();
        var server = await StartAsync(service, engine, ("bots", "0"), ("max-players", "250"), ("cave", "240x200"));
        using var bots = new UdpBots(server, 200);
        await UntilAsync(() => bots.Clients.All(static client => client.Snapshots > 900));
        output.WriteLine($"200 bots: tick p50 {Figure(service, "tick p50")} ms, p99 {Figure(service, "tick p99")} ms, late {Figure(service, "late ticks")}");
        Assert.InRange(Figure(service, "tick p99"), 0, 20);
    }

    [Fact]
    public async Task Joins_and_leaves_are_annotated_on_the_socket()
    {
        var log = new AnnotationLog();
        using var subscription = SocketEvents.Subscribe(log);
        await using var engine = SocketEngine.Create(EngineKind.Auto);
        await using var service = GameService.Create();
        var server = await StartAsync(service, engine, ("timeout", "1s"));
        using (new UdpBots(server, 1))
        {
            await UntilAsync(() => log.Has("JOIN bot0"));
        }

        // The bot's sockets are closed without a word.
        await UntilAsync(() => log.Has("TIMEOUT bot0"));
        await UntilAsync(() => log.Has("GONE bot0"));
        await UntilAsync(() => service.Status.Connections == 0);
    }

    [Fact]
    public async Task A_recording_made_over_UDP_replays_bit_by_bit()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "game.rec");
        await using var engine = SocketEngine.Create(EngineKind.Auto);
        await using var service = GameService.Create();
        var server = await StartAsync(service, engine, ("record", path));
        using (var bots = new UdpBots(server, 3))
        {
            await UntilAsync(() => bots.Clients.All(static client => client.Snapshots > 60));
            await service.StopAsync(CancellationToken.None);
            await UntilAsync(() => bots.Clients.All(static client => client is { Phase: GameClientPhase.Over, Ended: TransportReason.Stopping }));
        }

        await using var file = File.OpenRead(path);
        var reader = new CaveRecordingReader(file);
        var simulation = new CaveSimulation(reader.Settings);
        while (reader.TryReadTick())
        {
            simulation.Step(reader.Commands);
            Assert.Equal(reader.Hash, simulation.Hash());
        }

        Assert.InRange(simulation.Tick, 60u, 100_000u);
    }

    [Fact]
    public async Task A_bad_network_between_server_and_clients_can_be_asked_for()
    {
        await using var engine = SocketEngine.Create(EngineKind.Auto);
        await using var service = GameService.Create();
        var server = await StartAsync(service, engine, ("simulate", "loss=20%,delay=20ms,jitter=10ms,reorder=5%,duplicate=5%"));
        using var bots = new UdpBots(server, 4);
        await UntilAsync(() => bots.Clients.All(static client => client.Snapshots > 60));
        Assert.All(bots.Clients, static client => Assert.Equal(0, client.Misunderstood));
        Assert.Contains(bots.Clients, static client => client.Connection!.PacketsLost > 0);
    }

    [Fact]
    public async Task Rubbish_from_strangers_is_dropped_unanswered_and_the_game_goes_on()
    {
        await using var engine = SocketEngine.Create(EngineKind.Auto);
        await using var service = GameService.Create();
        var server = await StartAsync(service, engine);
        using var bots = new UdpBots(server, 1);
        await UntilAsync(() => bots.Clients.All(static client => client.Snapshots > 10));
        using var stranger = new UdpClient();
        stranger.Connect(server);
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var rubbish = new byte[random.Next(3) == 0 ? 1300 : random.Next(1, 1200)];
            random.NextBytes(rubbish);
            await stranger.SendAsync(rubbish);
        }

        await UntilAsync(() => service.Status.DatagramsRefused >= 400);
        var before = bots.Clients.First().Snapshots;
        await UntilAsync(() => bots.Clients.First().Snapshots > before + 30);
        Assert.Equal(0, stranger.Available);
    }

    [Theory]
    [InlineData("bots", "251")]
    [InlineData("cave", "10x10")]
    [InlineData("round", "1s")]
    [InlineData("seed", "x")]
    [InlineData("simulate", "loss=x")]
    [InlineData("timeout", "0s")]
    public void Bad_options_are_refused_in_words(string key, string value)
    {
        var option = GameOptions.All.Single(option => option.Key == key);
        Assert.NotEmpty(Assert.Throws<FormatException>(() => option.Check!(value)).Message);
        option.Check!(option.Default);
    }

    static async Task<IPEndPoint> StartAsync(IService service, ISocketEngine engine, params (string Key, string Value)[] options)
    {
        // The machine may stop the bots for seconds; who is lost then is a client that the test did not mean.
        (string Key, string Value)[] patient = [("timeout", "1m"), ("grace", "500ms"), .. options];
        var section = new ConfigurationBuilder().AddInMemoryCollection(patient.GroupBy(static option => option.Key).Select(static given => given.Last()).Select(static option => KeyValuePair.Create<string, string?>(option.Key, option.Value))).Build();
        var bound = await service.StartAsync(new ServiceContext(engine, [Address.Parse("udp-listen:127.0.0.1:0")], section, Path.GetTempPath(), NullLogger.Instance), CancellationToken.None);
        return new IPEndPoint(IPAddress.Loopback, bound[0].Port!.Value);
    }

    static double Figure(IService service, string name) => service.Status.Figures.Single(figure => figure.Name == name).Value;

    static async Task UntilAsync(Func<bool> isSo)
    {
        var end = DateTime.UtcNow + Limit;
        while (!isSo())
        {
            Assert.True(DateTime.UtcNow < end, "not so in time");
            await Task.Delay(20);
        }
    }

    sealed class AnnotationLog : ISocketEventSink
    {
        readonly System.Collections.Concurrent.ConcurrentQueue<string> _texts = new();

        public bool Has(string beginning) => _texts.Any(text => text.StartsWith(beginning, StringComparison.Ordinal));

        public void OnEvent(in SocketEvent socketEvent)
        {
            if (socketEvent is { Step: SocketStep.Annotated, Note: { } text })
            {
                _texts.Enqueue(text);
            }
        }
    }
}
