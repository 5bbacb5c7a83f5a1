using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Server;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>The whole game in virtual time: a server, clients that play by themselves, a network between.</summary>
sealed class SimulatedGame : IDisposable
{
    const long Millisecond = 1_000;
    const long TickTime = 33_333;

    readonly List<SimulatedLink> _links = [];
    readonly NetworkConditions _conditions;
    readonly BotBrain _brain = new();
    readonly List<BotMemory> _memories = [];
    long _nextTick;

    public SimulatedGame(NetworkConditions conditions, CaveSettings? cave = null, GameServerOptions? options = null)
    {
        _conditions = conditions;
        Server = new GameServer(options ?? new GameServerOptions { Cave = cave ?? new CaveSettings(7, Fill: 4) }, 0) { Annotate = Annotations.Add };
    }

    public GameServer Server { get; }

    public List<string> Annotations { get; } = [];

    public List<GameClient> Clients { get; } = [];

    public IReadOnlyList<SimulatedLink> Links => _links;

    public long Now { get; private set; }

    /// <summary>Clients do nothing but stand there.</summary>
    public bool IsStill { get; set; }

    /// <summary>Called after each tick of the server.</summary>
    public Action? AfterTick { get; set; }

    public GameClient Add(string name)
    {
        var seed = _conditions.Seed + ((ulong)_links.Count * 17);
        _links.Add(new SimulatedLink(GameAddresses.Of($"127.0.0.1:{30_000 + _links.Count}"), _conditions with { Seed = seed }));
        var client = new GameClient(new GameClientOptions(name) { ConnectWithin = 20_000_000 }, Now);
        Clients.Add(client);
        _memories.Add(new BotMemory(new Patchbay.Services.Game.SeededRandom(seed), 0, 0, 0));
        return client;
    }

    /// <summary>A client that plays.</summary>
    public GameClient Join(string name)
    {
        var client = Add(name);
        RunUntil(() => client is { Phase: GameClientPhase.Playing, View.Tick: > 0 });
        return client;
    }

    public SimulatedLink LinkOf(GameClient client) => _links[Clients.IndexOf(client)];

    public void RunUntil(Func<bool> isSo, long within = 60_000)
    {
        for (var end = Now + (within * Millisecond); !isSo(); Step())
        {
            Assert.True(Now < end, $"not so after {within} ms of virtual time");
        }
    }

    public void Run(long milliseconds)
    {
        for (var end = Now + (milliseconds * Millisecond); Now < end;)
        {
            Step();
        }
    }

    void Step()
    {
        Now += 3 * Millisecond;
        var toClients = new ServerSink(_links, Now);
        for (var i = 0; i < Clients.Count; i++)
        {
            while (_links[i].ToServer.TryReceive(Now, out var from, out var datagram))
            {
                Server.Receive(Now, from, datagram, ref toClients);
            }

            while (_links[i].ToClient.TryReceive(Now, out _, out var datagram))
            {
                Clients[i].Receive(Now, datagram);
            }
        }

        if (Now < _nextTick)
        {
            return;
        }

        _nextTick = Now + TickTime;
        for (var i = 0; i < Clients.Count; i++)
        {
            Play(i);
            var toServer = new LinkSink(_links[i], Now);
            Clients[i].Update(Now, ref toServer);
        }

        Server.Tick(Now, ref toClients);
        AfterTick?.Invoke();
    }

    void Play(int index)
    {
        var client = Clients[index];
        if (IsStill || client.View.Tick == 0)
        {
            return;
        }

        var memory = _memories[index];
        var input = _brain.Decide(client.View, client.Knowledge, index, ref memory);
        _memories[index] = memory;
        client.Walk(input.Heading);
        if (input.Dash)
        {
            client.Dash();
        }
    }

    public void Dispose()
    {
        Server.Dispose();
        Clients.ForEach(static client => client.Dispose());
    }
}
