using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Patchbay.Services.Accounts;

namespace Patchbay.Services.Chat;

/// <summary>The one state of the server among all its sessions: an event at a time, under a lock that is never held while anything waits. Thread-safe.</summary>
internal sealed class ChatHub : IDisposable
{
    // Time-outs are minutes: a second is exact enough.
    static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    readonly ChatServer _server;
    readonly AddressQuota _quota;
    readonly HashSet<ChatSession> _sessions = [];
    readonly ITimer _ticker;
    bool _isStopped;
    long _refused;

    public ChatHub(ChatSettings settings, IChatHistoryStore store, Logins? logins, ILogger logger, TimeProvider clock)
    {
        (Settings, Logins, Logger, Clock) = (settings, logins, logger, clock);
        _server = new ChatServer(settings.Limits, settings.Identity, store, clock.GetUtcNow());
        _quota = new AddressQuota(settings.ClientsPerAddress, settings.ConnectsPerAddress);
        _ticker = clock.CreateTimer(static hub => ((ChatHub)hub!).Tick(), this, TickInterval, TickInterval);
    }

    public ChatSettings Settings { get; }

    public Logins? Logins { get; }

    public ILogger Logger { get; }

    public TimeProvider Clock { get; }

    /// <summary>The service's figures.</summary>
    public IReadOnlyList<StatusFigure> Figures
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    new("clients", _server.Clients), new("channels", _server.Channels), new("messages", _server.Messages), new("queued", _sessions.Sum(static session => (long)session.Queued), "bytes"),
                    new("killed", _server.Killed), new("turned away", _refused),
                ];
            }
        }
    }

    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        await using var session = new ChatSession(this, connection);
        await session.RunAsync();
    }

    /// <summary>Lets a session in, or tells why not.</summary>
    public string? Enter(ChatSession session, IPAddress? address, string host, bool isSecure, out ChatClient? client)
    {
        lock (_gate)
        {
            client = null;
            if ((_isStopped ? "Server shutting down" : _quota.Enter(address, Clock.GetUtcNow())) is { } refusal)
            {
                _refused++;
                return refusal;
            }

            _sessions.Add(session);
            client = _server.Connect(session, host, isSecure, Clock.GetUtcNow());
            return null;
        }
    }

    public void Receive(ChatClient client, IrcParseError error, IrcMessage? message)
    {
        lock (_gate)
        {
            _server.Receive(client, error, message, Clock.GetUtcNow());
        }
    }

    public void LoginFinished(ChatClient client, ChatLogin login)
    {
        lock (_gate)
        {
            _server.LoginFinished(client, login, Clock.GetUtcNow());
        }
    }

    /// <summary>A session that was let in is over.</summary>
    public void Leave(ChatSession session, ChatClient client, IPAddress? address, string reason)
    {
        lock (_gate)
        {
            _server.Close(client, reason, Clock.GetUtcNow());
            _sessions.Remove(session);
            _quota.Leave(address);
        }
    }

    /// <summary>Closes everybody and lets nobody in.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (!_isStopped)
            {
                _isStopped = true;
                _server.Stop(Clock.GetUtcNow());
            }
        }
    }

    public void Dispose() => _ticker.Dispose();

    void Tick()
    {
        lock (_gate)
        {
            _server.Tick(Clock.GetUtcNow());
        }
    }
}
