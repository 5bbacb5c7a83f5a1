using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

/// <summary>A server without sockets, at a time that the test sets.</summary>
sealed class TestServer
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    public TestServer(ChatLimits? limits = null, ChatIdentity? identity = null, FakeStore? store = null)
    {
        Store = store ?? new FakeStore();
        Server = new ChatServer(limits ?? new ChatLimits(), identity ?? new ChatIdentity { Server = "srv", HasLogins = true }, Store, Start);
    }

    public ChatServer Server { get; }

    public FakeStore Store { get; }

    public DateTimeOffset Now { get; private set; } = Start;

    public void Pass(TimeSpan time) => Now += time;

    public void Tick(TimeSpan time)
    {
        Pass(time);
        Server.Tick(Now);
    }

    /// <summary>A client that has said nothing yet.</summary>
    public FakeClient Connect(string host = "host", bool isSecure = false)
    {
        var client = new FakeClient(this);
        client.Client = Server.Connect(client, host, isSecure, Now);
        return client;
    }

    /// <summary>A registered client with capabilities.</summary>
    public FakeClient Register(string nick, string capabilities = "")
    {
        var client = Connect();
        if (capabilities.Length > 0)
        {
            client.Say($"CAP REQ :{capabilities}");
            Assert.Contains(" ACK ", client.Take().Single());
        }

        client.Say($"NICK {nick}", $"USER {nick} 0 * :Real {nick}", "CAP END");
        Assert.Contains(client.Take(), static line => line.Contains(" 001 ", StringComparison.Ordinal));
        return client;
    }

    /// <summary>Registered clients in one channel; the first is its operator.</summary>
    public FakeClient[] Room(string channel, params string[] nicks)
    {
        var clients = nicks.Select(nick => Register(nick)).ToArray();
        foreach (var client in clients)
        {
            client.Say($"JOIN {channel}");
        }

        foreach (var client in clients)
        {
            client.Take();
        }

        return clients;
    }
}
