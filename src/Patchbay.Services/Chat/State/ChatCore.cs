namespace Patchbay.Services.Chat;

/// <summary>
/// What the server knows: clients, nicks, channels. Invariants: a nick has one owner; a channel has members; a client is in a channel exactly when the channel has
/// it as a member; nothing is sent to a client that is gone. Lines go out through <see cref="Outbox"/>.
/// </summary>
internal sealed class ChatCore(ChatLimits limits, ChatIdentity identity, IChatHistoryStore store, DateTimeOffset now)
{
    const int MostGone = 100;

    readonly string _messageIds = (ServerTime.Round(now).UtcTicks / TimeSpan.TicksPerMillisecond).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
    long _messages;

    public ChatLimits Limits { get; } = limits;

    public ChatIdentity Identity { get; } = identity;

    public IChatHistoryStore Store { get; } = store;

    public DateTimeOffset StartedAt { get; } = now;

    /// <summary>The time of the event that is served, to the millisecond.</summary>
    public DateTimeOffset Now { get; set; } = ServerTime.Round(now);

    public HashSet<ChatClient> Clients { get; } = [];

    /// <summary>By folded nick, also before registration.</summary>
    public Dictionary<string, ChatClient> Nicks { get; } = [];

    /// <summary>By folded name.</summary>
    public Dictionary<string, ChatChannel> Channels { get; } = [];

    /// <summary>The last who left, newest first, for WHOWAS.</summary>
    public LinkedList<GoneClient> Gone { get; } = [];

    public int Registered { get; private set; }

    public int MostRegistered { get; private set; }

    public long Messages => _messages;

    /// <summary>A name for a message that no other has, also after a new start.</summary>
    public string NextMessageId() => FormattableString.Invariant($"{_messageIds}-{++_messages:x}");

    /// <summary>A client who finished registration, by nick.</summary>
    public ChatClient? FindClient(string nick) => Nicks.TryGetValue(CaseMapping.Fold(nick), out var client) && client.IsRegistered ? client : null;

    public ChatChannel? FindChannel(string name) => Channels.GetValueOrDefault(CaseMapping.Fold(name));

    /// <summary>Gives a client a nick that is free.</summary>
    public void Rename(ChatClient client, string nick)
    {
        if (client.Nick is { } old)
        {
            Nicks.Remove(CaseMapping.Fold(old));
        }

        Nicks.Add(CaseMapping.Fold(nick), client);
        client.Nick = nick;
        client.Renamed();
    }

    public void CountRegistered() => MostRegistered = Math.Max(MostRegistered, ++Registered);

    /// <summary>The channel of that name, made when there is none.</summary>
    public ChatChannel GetOrCreate(string name)
    {
        var folded = CaseMapping.Fold(name);
        if (!Channels.TryGetValue(folded, out var channel))
        {
            var history = new ChannelHistory(Limits.History);
            if (Limits.History > 0)
            {
                foreach (var entry in Store.Load(folded, Limits.History))
                {
                    history.Add(entry);
                }
            }

            Channels.Add(folded, channel = new ChatChannel(name, Now, history));
        }

        return channel;
    }

    public static void Enter(ChatChannel channel, ChatClient client, Membership membership)
    {
        channel.Members.Add(client, membership);
        client.Channels.Add(channel);
        client.Invites.Remove(CaseMapping.Fold(channel.Name));
    }

    public void Leave(ChatChannel channel, ChatClient client)
    {
        channel.Members.Remove(client);
        client.Channels.Remove(channel);
        if (channel.Members.Count == 0)
        {
            Channels.Remove(CaseMapping.Fold(channel.Name));
        }
    }

    /// <summary>Forgets a client.</summary>
    public void Remove(ChatClient client)
    {
        Clients.Remove(client);
        if (client.Nick is { } nick)
        {
            Nicks.Remove(CaseMapping.Fold(nick));
        }

        foreach (var channel in client.Channels.ToArray())
        {
            Leave(channel, client);
        }

        if (client.IsRegistered)
        {
            Registered--;
            Remember(client);
        }
    }

    /// <summary>Forgets everybody.</summary>
    public void Clear()
    {
        Clients.Clear();
        Nicks.Clear();
        Channels.Clear();
        Registered = 0;
    }

    /// <summary>Keeps what WHOWAS tells.</summary>
    public void Remember(ChatClient client)
    {
        Gone.AddFirst(new GoneClient(client.Name, client.User!, client.Host, client.RealName, Now));
        if (Gone.Count > MostGone)
        {
            Gone.RemoveLast();
        }
    }
}
