namespace Patchbay.Services.Chat;

/// <summary>
/// A chat server as a state machine: clients come, say lines, go; time passes; lines and ends go out through each client's <see cref="IChatLink"/>. It has no
/// socket, clock or file. Not thread-safe: one event at a time.
/// </summary>
internal sealed class ChatServer
{
    readonly ChatCore _core;
    readonly Outbox _outbox;
    readonly LoginCommands _logins;
    readonly Dictionary<string, ChatVerb> _verbs;

    public ChatServer(ChatLimits limits, ChatIdentity identity, IChatHistoryStore store, DateTimeOffset now)
    {
        _core = new ChatCore(limits, identity, store, now);
        _outbox = new Outbox(_core);
        var info = new InfoCommands(_core, _outbox);
        var registration = new Registration(_core, _outbox, info);
        _logins = new LoginCommands(_core, _outbox, registration);
        var cap = new CapCommands(_core, _outbox, registration);
        var lists = new ListCommands(_core, _outbox);
        var history = new HistoryCommands(_core, _outbox);
        var channels = new ChannelCommands(_core, _outbox, lists, history);
        var messages = new MessageCommands(_core, _outbox);
        var modes = new ModeCommands(_core, _outbox);
        var users = new UserCommands(_core, _outbox);
        _verbs = new Dictionary<string, ChatVerb>(StringComparer.Ordinal)
        {
            ["CAP"] = new(cap.Cap, 1, IsEarly: true),
            ["AUTHENTICATE"] = new(_logins.Authenticate, 1, IsEarly: true),
            ["PASS"] = new(registration.Pass, 1, IsEarly: true),
            ["NICK"] = new(registration.Nick, IsEarly: true),
            ["USER"] = new(registration.User, 4, IsEarly: true),
            ["PING"] = new(Ping, IsEarly: true),
            ["PONG"] = new(static (_, _) => { }, IsEarly: true),
            ["QUIT"] = new(Quit, IsEarly: true),
            ["JOIN"] = new(channels.Join, 1),
            ["PART"] = new(channels.Part, 1),
            ["TOPIC"] = new(channels.Topic, 1),
            ["KICK"] = new(channels.Kick, 2),
            ["INVITE"] = new(channels.Invite),
            ["NAMES"] = new(lists.Names),
            ["LIST"] = new(lists.List),
            ["MODE"] = new(modes.Mode, 1),
            ["PRIVMSG"] = new(messages.Say),
            ["NOTICE"] = new(messages.Say),
            ["TAGMSG"] = new(messages.Say),
            ["WHO"] = new(users.Who),
            ["WHOIS"] = new(users.Whois),
            ["WHOWAS"] = new(users.Whowas, 1),
            ["USERHOST"] = new(users.Userhost, 1),
            ["ISON"] = new(users.Ison, 1),
            ["AWAY"] = new(users.Away),
            ["SETNAME"] = new(users.SetName, 1),
            ["CHATHISTORY"] = new(history.Ask),
            ["MOTD"] = new(info.Motd),
            ["LUSERS"] = new(info.Lusers),
            ["VERSION"] = new(info.Version),
            ["TIME"] = new(info.Time),
        };
    }

    /// <summary>Clients, also those before registration.</summary>
    public int Clients => _core.Clients.Count;

    public int Channels => _core.Channels.Count;

    /// <summary>Clients closed because they did not read.</summary>
    public long Killed => _outbox.Killed;

    /// <summary>Messages to channels and people since the start.</summary>
    public long Messages => _core.Messages;

    /// <summary>What it knows, for tests that check its invariants.</summary>
    internal ChatCore Core => _core;

    /// <summary>A client came.</summary>
    public ChatClient Connect(IChatLink link, string host, bool isSecure, DateTimeOffset now)
    {
        Begin(now);
        var client = new ChatClient(link, host, isSecure, _core.Now);
        _core.Clients.Add(client);
        return client;
    }

    /// <summary>A client said a line, without its CR LF.</summary>
    public void Receive(ChatClient client, ReadOnlySpan<byte> line, DateTimeOffset now) =>
        Receive(client, IrcParser.Parse(line, IrcLimits.ClientTags, out var message), message, now);

    /// <summary>A client said a line that was parsed beside.</summary>
    public void Receive(ChatClient client, IrcParseError error, IrcMessage? message, DateTimeOffset now)
    {
        if (client.IsGone)
        {
            return;
        }

        Begin(now);
        client.HeardAt = _core.Now;
        client.IsPinged = false;
        switch (error)
        {
            case IrcParseError.None:
                Serve(client, message!);
                break;
            case IrcParseError.TooLong:
                _outbox.Reply(client, Numeric.ERR_INPUTTOOLONG);
                break;
            case IrcParseError.NotUtf8:
                _outbox.Fail(client, "*", "INVALID_UTF8", "Message rejected: this server speaks UTF-8 only");
                break;
            default:
                // RFC 2812 section 2.3: empty lines are ignored; so is what is no message.
                break;
        }

        _outbox.CloseCondemned();
    }

    /// <summary>A password was looked at.</summary>
    public void LoginFinished(ChatClient client, ChatLogin login, DateTimeOffset now)
    {
        if (!client.IsGone)
        {
            Begin(now);
            _logins.Finished(client, login);
            _outbox.CloseCondemned();
        }
    }

    /// <summary>A client's connection ended, or must end.</summary>
    public void Close(ChatClient client, string reason, DateTimeOffset now)
    {
        Begin(now);
        _outbox.Close(client, reason);
        _outbox.CloseCondemned();
    }

    /// <summary>Closes everybody, and tells nobody of the others: the server ends.</summary>
    public void Stop(DateTimeOffset now)
    {
        Begin(now);
        foreach (var client in _core.Clients.ToArray())
        {
            client.IsGone = true;
            client.Link.End(IrcLine.Format("", null, "ERROR", [], $"Closing Link: {client.Host} (Server shutting down)"), "Server shutting down");
        }

        _core.Clear();
    }

    /// <summary>Time passed: asks the silent, closes the dead.</summary>
    public void Tick(DateTimeOffset now)
    {
        Begin(now);
        List<(ChatClient, string)>? late = null;
        foreach (var client in _core.Clients)
        {
            var silence = _core.Now - client.HeardAt;
            if (!client.IsRegistered)
            {
                if (_core.Now - client.ConnectedAt >= _core.Limits.Registration)
                {
                    (late ??= []).Add((client, "Registration timed out"));
                }
            }
            else if (silence >= _core.Limits.Drop)
            {
                (late ??= []).Add((client, FormattableString.Invariant($"Ping timeout: {(int)silence.TotalSeconds} seconds")));
            }
            else if (silence >= _core.Limits.Ping && !client.IsPinged)
            {
                client.IsPinged = true;
                _outbox.Send(client, new SharedLine(_core.Now, _core.Identity.Server, "PING", [], _core.Identity.Server));
            }
        }

        foreach (var (client, reason) in late ?? [])
        {
            _outbox.Close(client, reason);
        }

        _outbox.CloseCondemned();
    }

    // The clock may be set back; the order of messages may not.
    void Begin(DateTimeOffset now)
    {
        var time = ServerTime.Round(now);
        _core.Now = time > _core.Now ? time : _core.Now;
    }

    void Serve(ChatClient client, IrcMessage message)
    {
        if (client.Has(Capabilities.LabeledResponse) && client.Has(Capabilities.Batch) && message.Tags.TryGetValue("label", out var label) && label.Length is > 0 and <= 64)
        {
            _outbox.BeginLabel(client, label);
        }

        Dispatch(client, message);
        _outbox.EndLabel();
    }

    void Dispatch(ChatClient client, IrcMessage message)
    {
        if (!_verbs.TryGetValue(message.Command, out var verb))
        {
            _outbox.Reply(client, client.IsRegistered ? Numeric.ERR_UNKNOWNCOMMAND : Numeric.ERR_NOTREGISTERED, client.IsRegistered ? [message.Command] : []);
        }
        else if (!client.IsRegistered && !verb.IsEarly)
        {
            _outbox.Reply(client, Numeric.ERR_NOTREGISTERED);
        }
        else if (message.Parameters.Count < verb.Parameters)
        {
            _outbox.Reply(client, Numeric.ERR_NEEDMOREPARAMS, message.Command);
        }
        else
        {
            verb.Run(client, message);
        }
    }

    void Ping(ChatClient client, IrcMessage message)
    {
        if (message[0].Length == 0)
        {
            _outbox.Reply(client, Numeric.ERR_NOORIGIN);
        }
        else
        {
            _outbox.Send(client, _outbox.FromServer("PONG", message[0], _core.Identity.Server));
        }
    }

    void Quit(ChatClient client, IrcMessage message) => _outbox.Close(client, "Quit: " + message[0]);
}
