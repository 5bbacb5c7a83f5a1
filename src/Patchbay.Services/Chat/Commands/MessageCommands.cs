namespace Patchbay.Services.Chat;

/// <summary>PRIVMSG, NOTICE and TAGMSG (https://modern.ircdocs.horse/#sending-messages). To a NOTICE nothing is answered, not even an error.</summary>
internal sealed class MessageCommands(ChatCore core, Outbox outbox)
{
    public void Say(ChatClient client, IrcMessage message)
    {
        var isNotice = message.Command == "NOTICE";
        var isTags = message.Command == "TAGMSG";
        if (message[0].Length == 0)
        {
            Refuse(client, isNotice, Numeric.ERR_NORECIPIENT, $"No recipient given ({message.Command})");
            return;
        }

        if (!isTags && message[1].Length == 0)
        {
            Refuse(client, isNotice, Numeric.ERR_NOTEXTTOSEND, null);
            return;
        }

        if (isTags && !client.Has(Capabilities.MessageTags))
        {
            outbox.Reply(client, Numeric.ERR_UNKNOWNCOMMAND, message.Command);
            return;
        }

        client.ActiveAt = core.Now;
        var tags = client.Has(Capabilities.MessageTags) ? ClientTags(message.Tags) : "";
        if (isTags && tags.Length == 0)
        {
            // Nothing in it may be passed on.
            return;
        }

        var targets = message[0].Split(',', StringSplitOptions.RemoveEmptyEntries);
        foreach (var target in targets.Take(core.Limits.Targets))
        {
            Say(client, message, target, tags, isNotice);
        }

        if (targets.Length > core.Limits.Targets)
        {
            Refuse(client, isNotice, Numeric.ERR_TOOMANYTARGETS, null, targets[core.Limits.Targets]);
        }
    }

    void Say(ChatClient client, IrcMessage message, string target, string tags, bool isNotice)
    {
        var sign = MembershipPrefix.OfSign(target[0]);
        var name = sign == Membership.None ? target : target[1..];
        if (!IrcNames.LooksLikeChannel(name))
        {
            SayTo(client, message, target, tags, isNotice);
        }
        else if (core.FindChannel(name) is not { } channel || !ListCommands.IsVisible(client, channel))
        {
            Refuse(client, isNotice, Numeric.ERR_NOSUCHCHANNEL, null, name);
        }
        else if (!MaySpeak(client, channel))
        {
            Refuse(client, isNotice, Numeric.ERR_CANNOTSENDTOCHAN, null, channel.Name);
        }
        else
        {
            var line = Line(client, message, sign == Membership.None ? channel.Name : target[0] + channel.Name, tags);
            outbox.ToChannel(channel, line, except: client, needed: message.Command == "TAGMSG" ? Capabilities.MessageTags : Capabilities.None, least: sign);
            Echo(client, line);
            if (sign == Membership.None && message.Command != "TAGMSG")
            {
                Keep(client, channel, message, line);
            }
        }
    }

    void SayTo(ChatClient client, IrcMessage message, string nick, string tags, bool isNotice)
    {
        if (core.FindClient(nick) is not { } other)
        {
            Refuse(client, isNotice, Numeric.ERR_NOSUCHNICK, null, nick);
            return;
        }

        if (!client.MaySpeak)
        {
            Refuse(client, isNotice, Numeric.ERR_CANNOTSENDTOCHAN, "Your account may only read here", nick);
            return;
        }

        var line = Line(client, message, other.Name, tags);
        Echo(client, line);
        if (message.Command != "TAGMSG" || other.Has(Capabilities.MessageTags))
        {
            if (other == client)
            {
                outbox.SendUnlabelled(other, line);
            }
            else
            {
                outbox.Send(other, line);
            }
        }

        if (message.Command == "PRIVMSG" && other.Away is { } away)
        {
            outbox.ReplyText(client, Numeric.RPL_AWAY, away, other.Name);
        }
    }

    static bool MaySpeak(ChatClient client, ChatChannel channel)
    {
        var membership = channel.Of(client);
        return client.MaySpeak && (membership != Membership.None
            || ((channel.IsMember(client) || !channel.Flags.Contains('n')) && !channel.Flags.Contains('m') && !channel.IsBanned(client)));
    }

    SharedLine Line(ChatClient client, IrcMessage message, string target, string tags) => new(core.Now, client.Source, message.Command, [target], message.Command == "TAGMSG" ? null : message[1])
    {
        MessageId = core.NextMessageId(),
        Account = client.Account,
        ClientTags = tags,
    };

    void Echo(ChatClient client, SharedLine line)
    {
        if (client.Has(Capabilities.EchoMessage))
        {
            outbox.Send(client, line);
        }
    }

    void Keep(ChatClient client, ChatChannel channel, IrcMessage message, SharedLine line)
    {
        if (core.Limits.History == 0)
        {
            return;
        }

        var entry = channel.History.Add(new HistoryEntry(line.Time, line.MessageId!, client.Source, message.Command, message[1])
        {
            Account = client.Account,
            ClientTags = line.ClientTags,
            OnlyFor = channel.IsPrivate ? channel.CreatedAt : null,
        });
        core.Store.Append(CaseMapping.Fold(channel.Name), entry);
    }

    void Refuse(ChatClient client, bool isNotice, Numeric numeric, string? text, params ReadOnlySpan<string> parameters)
    {
        if (!isNotice)
        {
            outbox.ReplyText(client, numeric, text ?? NumericTexts.Of(numeric), parameters);
        }
    }

    /// <summary>Those that begin with <c>+</c> are passed on as they are.</summary>
    static string ClientTags(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count == 0)
        {
            return "";
        }

        var text = new System.Text.StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (key.Length > 1 && key[0] == '+')
            {
                MessageTags.Append(text, key, value);
            }
        }

        return text.ToString();
    }
}
