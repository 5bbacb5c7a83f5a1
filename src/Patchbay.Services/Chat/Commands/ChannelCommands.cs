using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>JOIN, PART, TOPIC, KICK and INVITE (https://modern.ircdocs.horse/#channel-operations).</summary>
internal sealed class ChannelCommands(ChatCore core, Outbox outbox, ListCommands lists, HistoryCommands history)
{
    public void Join(ChatClient client, IrcMessage message)
    {
        if (message[0] == "0")
        {
            foreach (var channel in client.Channels.ToArray())
            {
                Part(client, channel, null);
            }

            return;
        }

        var keys = message[1].Split(',');
        var names = message[0].Split(',', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < names.Length; i++)
        {
            Join(client, names[i], i < keys.Length ? keys[i] : "");
        }
    }

    public void Part(ChatClient client, IrcMessage message)
    {
        foreach (var name in message[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (FindOwn(client, name) is { } channel)
            {
                Part(client, channel, message.Parameters.Count > 1 ? message[1] : null);
            }
        }
    }

    public void Topic(ChatClient client, IrcMessage message)
    {
        if (FindOwn(client, message[0]) is not { } channel)
        {
            return;
        }

        if (message.Parameters.Count < 2)
        {
            TellTopic(client, channel, tellsNone: true);
        }
        else if (channel.Flags.Contains('t') && !channel.Of(client).HasFlag(Membership.Operator))
        {
            outbox.Reply(client, Numeric.ERR_CHANOPRIVSNEEDED, channel.Name);
        }
        else
        {
            (channel.Topic, channel.TopicBy, channel.TopicAt) = (IrcLine.Cut(message[1], core.Limits.Topic), client.Source, core.Now);
            outbox.ToChannel(channel, outbox.Line(client.Source, "TOPIC", channel.Topic, channel.Name));
        }
    }

    public void Kick(ChatClient client, IrcMessage message)
    {
        if (FindOwn(client, message[0]) is not { } channel)
        {
            return;
        }

        if (!channel.Of(client).HasFlag(Membership.Operator))
        {
            outbox.Reply(client, Numeric.ERR_CHANOPRIVSNEEDED, channel.Name);
            return;
        }

        var reason = message.Parameters.Count > 2 && message[2].Length > 0 ? IrcLine.Cut(message[2], core.Limits.Kick) : client.Name;
        foreach (var nick in message[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Take(core.Limits.Targets))
        {
            if (core.FindClient(nick) is not { } victim)
            {
                outbox.Reply(client, Numeric.ERR_NOSUCHNICK, nick);
            }
            else if (!channel.IsMember(victim))
            {
                outbox.Reply(client, Numeric.ERR_USERNOTINCHANNEL, victim.Name, channel.Name);
            }
            else
            {
                outbox.ToChannel(channel, outbox.Line(client.Source, "KICK", reason, channel.Name, victim.Name));
                core.Leave(channel, victim);
                victim.Link.Annotate($"KICK {channel.Name} by {client.Name}");
            }
        }
    }

    public void Invite(ChatClient client, IrcMessage message)
    {
        if (message.Parameters.Count == 0)
        {
            foreach (var invited in client.Invites)
            {
                outbox.Reply(client, Numeric.RPL_INVITELIST, invited);
            }

            outbox.Reply(client, Numeric.RPL_ENDOFINVITELIST);
        }
        else if (message.Parameters.Count < 2)
        {
            outbox.Reply(client, Numeric.ERR_NEEDMOREPARAMS, message.Command);
        }
        else if (core.FindClient(message[0]) is not { } guest)
        {
            outbox.Reply(client, Numeric.ERR_NOSUCHNICK, message[0]);
        }
        else if (FindOwn(client, message[1]) is not { } channel)
        {
            // It has been told.
        }
        else if (channel.IsMember(guest))
        {
            outbox.Reply(client, Numeric.ERR_USERONCHANNEL, guest.Name, channel.Name);
        }
        else if (channel.Flags.Contains('i') && !channel.Of(client).HasFlag(Membership.Operator))
        {
            outbox.Reply(client, Numeric.ERR_CHANOPRIVSNEEDED, channel.Name);
        }
        else
        {
            Invite(client, guest, channel);
        }
    }

    void Invite(ChatClient client, ChatClient guest, ChatChannel channel)
    {
        if (guest.Invites.Count >= core.Limits.Invites)
        {
            guest.Invites.Remove(guest.Invites.First());
        }

        guest.Invites.Add(CaseMapping.Fold(channel.Name));
        outbox.Reply(client, Numeric.RPL_INVITING, guest.Name, channel.Name);
        if (guest.Away is { } away)
        {
            outbox.ReplyText(client, Numeric.RPL_AWAY, away, guest.Name);
        }

        var line = outbox.Line(client.Source, "INVITE", null, guest.Name, channel.Name);
        outbox.Send(guest, line);
        outbox.ToChannel(channel, line, except: client, needed: Capabilities.InviteNotify, least: channel.Flags.Contains('i') ? Membership.Operator : Membership.None);
    }

    void Join(ChatClient client, string name, string key)
    {
        if (!IrcNames.IsChannel(name, core.Limits.ChannelName))
        {
            outbox.Reply(client, Numeric.ERR_NOSUCHCHANNEL, name);
            return;
        }

        var channel = core.FindChannel(name);
        if (channel?.IsMember(client) == true)
        {
            return;
        }

        if (client.Channels.Count >= core.Limits.ChannelsPerClient)
        {
            outbox.Reply(client, Numeric.ERR_TOOMANYCHANNELS, name);
        }
        else if (channel is null && core.Channels.Count >= core.Limits.Channels)
        {
            outbox.Reply(client, Numeric.ERR_UNAVAILRESOURCE, name);
        }
        else if (channel is not null && WhyNot(client, channel, key) is { } refusal)
        {
            outbox.Reply(client, refusal, channel.Name);
        }
        else
        {
            Enter(client, channel ?? core.GetOrCreate(name), isNew: channel is null);
        }
    }

    static Numeric? WhyNot(ChatClient client, ChatChannel channel, string key)
    {
        if (channel.Key is { } needed && key != needed)
        {
            return Numeric.ERR_BADCHANNELKEY;
        }

        if (channel.Flags.Contains('i') && !client.Invites.Contains(CaseMapping.Fold(channel.Name)) && !ChatChannel.Has(channel.InviteExceptions, client))
        {
            return Numeric.ERR_INVITEONLYCHAN;
        }

        if (channel.IsBanned(client))
        {
            return Numeric.ERR_BANNEDFROMCHAN;
        }

        return channel.Limit is { } limit && channel.Members.Count >= limit ? Numeric.ERR_CHANNELISFULL : null;
    }

    void Enter(ChatClient client, ChatChannel channel, bool isNew)
    {
        ChatCore.Enter(channel, client, isNew ? Membership.Operator : Membership.None);
        client.Link.Annotate($"JOIN {channel.Name}");
        var plain = outbox.Line(client.Source, "JOIN", null, channel.Name);
        var extended = outbox.Line(client.Source, "JOIN", client.RealName, channel.Name, client.Account ?? "*");
        foreach (var (member, _) in channel.Members)
        {
            outbox.Send(member, member.Has(Capabilities.ExtendedJoin) ? extended : plain);
        }

        if (client.Away is { } away)
        {
            outbox.ToChannel(channel, outbox.Line(client.Source, "AWAY", away), except: client, needed: Capabilities.AwayNotify);
        }

        TellTopic(client, channel, tellsNone: false);
        lists.Names(client, channel);
        history.OnJoin(client, channel);
    }

    void Part(ChatClient client, ChatChannel channel, string? reason)
    {
        outbox.ToChannel(channel, outbox.Line(client.Source, "PART", reason, channel.Name));
        core.Leave(channel, client);
        client.Link.Annotate($"PART {channel.Name}");
    }

    void TellTopic(ChatClient client, ChatChannel channel, bool tellsNone)
    {
        if (channel.Topic.Length > 0)
        {
            outbox.ReplyText(client, Numeric.RPL_TOPIC, channel.Topic, channel.Name);
            outbox.Reply(client, Numeric.RPL_TOPICWHOTIME, channel.Name, channel.TopicBy, channel.TopicAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }
        else if (tellsNone)
        {
            outbox.Reply(client, Numeric.RPL_NOTOPIC, channel.Name);
        }
    }

    /// <summary>A channel that the client is in; else it is told what is wrong. A secret channel is not told from none.</summary>
    ChatChannel? FindOwn(ChatClient client, string name)
    {
        var channel = core.FindChannel(name);
        if (channel is null || (channel.Flags.Contains('s') && !channel.IsMember(client)))
        {
            outbox.Reply(client, Numeric.ERR_NOSUCHCHANNEL, name);
            return null;
        }

        if (!channel.IsMember(client))
        {
            outbox.Reply(client, Numeric.ERR_NOTONCHANNEL, channel.Name);
            return null;
        }

        return channel;
    }
}
