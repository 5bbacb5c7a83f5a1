using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>A listener and clients with a network of virtual time between them.</summary>
sealed class SimulatedTransport : IDisposable
{
    public const long Millisecond = 1_000;

    const long Frame = 33 * Millisecond;

    readonly List<SimulatedLink> _links = [];
    readonly NetworkConditions _conditions;
    long _nextFlush;

    public SimulatedTransport(NetworkConditions conditions, TransportOptions? options = null)
    {
        _conditions = conditions;
        Listener = new TransportListener(options ?? new TransportOptions(), Application, 0);
    }

    public long Now { get; private set; }

    public EchoApplication Application { get; } = new();

    public TransportListener Listener { get; }

    public List<(TransportClient Client, SimulatedLink Link, MessageLog Log)> Clients { get; } = [];

    public TransportClient AddClient(string address = "")
    {
        var link = new SimulatedLink(GameAddresses.Of(address.Length > 0 ? address : $"127.0.0.1:{40_000 + _links.Count}"), _conditions with { Seed = _conditions.Seed + (ulong)_links.Count });
        var client = new TransportClient(Now, 20_000_000, 5_000_000);
        _links.Add(link);
        Clients.Add((client, link, new MessageLog()));
        return client;
    }

    /// <summary>A client that is connected.</summary>
    public TransportClient Connect(string address = "")
    {
        var client = AddClient(address);
        RunUntil(() => client.State == TransportClientState.Connected && Application.Connected.Count == Clients.Count);
        return client;
    }

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

    /// <summary>2 ms go by.</summary>
    public void Step()
    {
        Now += 2 * Millisecond;
        var toClients = new ServerSink(_links, Now);
        foreach (var (client, link, log) in Clients)
        {
            var receiver = log;
            while (link.ToServer.TryReceive(Now, out var from, out var datagram))
            {
                Listener.Receive(Now, from, datagram, ref toClients);
            }

            while (link.ToClient.TryReceive(Now, out _, out var datagram))
            {
                client.Receive(Now, datagram, ref receiver);
            }
        }

        if (Now < _nextFlush)
        {
            return;
        }

        _nextFlush = Now + Frame;
        foreach (var (client, link, _) in Clients)
        {
            var toServer = new LinkSink(link, Now);
            client.Flush(Now, ref toServer);
        }

        Listener.Flush(Now, ref toClients);
    }

    public void Dispose()
    {
        Listener.Dispose();
        Clients.ForEach(static one => one.Client.Dispose());
    }
}
