using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>MODE (https://modern.ircdocs.horse/#mode-message): user mode i; channel modes <c>Ibe,k,l,imnst</c> and <c>ov</c>.</summary>
internal sealed class ModeCommands(ChatCore core, Outbox outbox)
{
    const string Flags = "imnst", Lists = "beI";

    public void Mode(ChatClient client, IrcMessage message)
    {
        if (IrcNames.LooksLikeChannel(message[0]))
        {
            if (core.FindChannel(message[0]) is not { } channel || !ListCommands.IsVisible(client, channel))
            {
                outbox.Reply(client, Numeric.ERR_NOSUCHCHANNEL, message[0]);
            }
            else if (message[1].Length == 0)
            {
                outbox.Reply(client, Numeric.RPL_CHANNELMODEIS, [channel.Name, .. channel.ModeParameters(channel.IsMember(client))]);
                outbox.Reply(client, Numeric.RPL_CREATIONTIME, channel.Name, channel.CreatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                OfChannel(client, channel, message);
            }
        }
        else if (core.FindClient(message[0]) is not { } target)
        {
            outbox.Reply(client, Numeric.ERR_NOSUCHNICK, message[0]);
        }
        else if (target != client)
        {
            outbox.Reply(client, Numeric.ERR_USERSDONTMATCH);
        }
        else
        {
            OfUser(client, message);
        }
    }

    void OfUser(ChatClient client, IrcMessage message)
    {
        if (message[1].Length == 0)
        {
            outbox.Reply(client, Numeric.RPL_UMODEIS, client.IsInvisible ? "+i" : "+");
            return;
        }

        var changes = ModeString.Parse(message[1], [], static (_, _) => false, most: 0);
        var before = client.IsInvisible;
        foreach (var change in changes.Where(static change => change.Mode == 'i'))
        {
            client.IsInvisible = change.Adds;
        }

        if (client.IsInvisible != before)
        {
            outbox.Send(client, outbox.Line(client.Source, "MODE", null, client.Name, client.IsInvisible ? "+i" : "-i"));
        }

        if (changes.Exists(static change => change.Mode != 'i'))
        {
            outbox.Reply(client, Numeric.ERR_UMODEUNKNOWNFLAG);
        }
    }

    void OfChannel(ChatClient client, ChatChannel channel, IrcMessage message)
    {
        var changes = ModeString.Parse(message[1], message.Parameters.Skip(2), TakesArgument, core.Limits.Modes);
        var isOperator = channel.Of(client).HasFlag(Membership.Operator);
        var (done, isRefused) = (new List<ModeChange>(), false);
        var told = new HashSet<char>();
        foreach (var change in changes)
        {
            if (change.Argument is null && Lists.Contains(change.Mode, StringComparison.Ordinal) && (change.Mode == 'b' || isOperator))
            {
                if (told.Add(change.Mode))
                {
                    TellList(client, channel, change.Mode);
                }
            }
            else if (!IsKnown(change.Mode))
            {
                if (told.Add(change.Mode))
                {
                    outbox.Reply(client, Numeric.ERR_UNKNOWNMODE, change.Mode.ToString());
                }
            }
            else if (!isOperator)
            {
                isRefused = true;
            }
            else if (Apply(client, channel, change) is { } applied)
            {
                done.Add(applied);
            }
        }

        if (isRefused)
        {
            outbox.Reply(client, Numeric.ERR_CHANOPRIVSNEEDED, channel.Name);
        }

        Tell(client, channel, done);
    }

    static bool IsKnown(char mode) => Flags.Contains(mode, StringComparison.Ordinal) || TakesArgument(mode, adds: true);

    /// <summary>Types A and B always, type C when set (RPL_ISUPPORT CHANMODES).</summary>
    static bool TakesArgument(char mode, bool adds) => mode is 'b' or 'e' or 'I' or 'k' or 'o' or 'v' || (mode == 'l' && adds);

    /// <summary>Does one change; null when nothing changed.</summary>
    ModeChange? Apply(ChatClient client, ChatChannel channel, ModeChange change) => change.Mode switch
    {
        'o' or 'v' => ApplyMember(client, channel, change),
        'b' or 'e' or 'I' => ApplyList(client, channel, change),
        'k' => ApplyKey(client, channel, change),
        'l' => ApplyLimit(client, channel, change),
        _ => (change.Adds ? channel.Flags.Add(change.Mode) : channel.Flags.Remove(change.Mode)) ? change with { Argument = null } : null,
    };

    ModeChange? ApplyMember(ChatClient client, ChatChannel channel, ModeChange change)
    {
        if (change.Argument is null)
        {
            return null;
        }

        if (core.FindClient(change.Argument) is not { } target)
        {
            outbox.Reply(client, Numeric.ERR_NOSUCHNICK, change.Argument);
            return null;
        }

        if (!channel.Members.TryGetValue(target, out var before))
        {
            outbox.Reply(client, Numeric.ERR_USERNOTINCHANNEL, target.Name, channel.Name);
            return null;
        }

        var flag = MembershipPrefix.OfMode(change.Mode);
        var after = change.Adds ? before | flag : before & ~flag;
        channel.Members[target] = after;
        return after == before ? null : change with { Argument = target.Name };
    }

    ModeChange? ApplyList(ChatClient client, ChatChannel channel, ModeChange change)
    {
        if (change.Argument is null)
        {
            return null;
        }

        if (change.Argument.Length == 0 || change.Argument.Contains(' ', StringComparison.Ordinal) || change.Argument[0] == ':')
        {
            Refuse(client, channel, change, "A mask is one word");
            return null;
        }

        var (list, mask) = (channel.List(change.Mode)!, Mask.Complete(change.Argument));
        var place = list.FindIndex(entry => CaseMapping.Fold(entry.Mask) == CaseMapping.Fold(mask));
        if (change.Adds == place >= 0)
        {
            return null;
        }

        if (!change.Adds)
        {
            mask = list[place].Mask;
            list.RemoveAt(place);
        }
        else if (channel.Bans.Count + channel.Exceptions.Count + channel.InviteExceptions.Count >= core.Limits.ListEntries)
        {
            outbox.Reply(client, Numeric.ERR_BANLISTFULL, channel.Name, change.Mode.ToString());
            return null;
        }
        else
        {
            list.Add(new ListEntry(mask, client.Source, core.Now));
        }

        return change with { Argument = mask };
    }

    ModeChange? ApplyKey(ChatClient client, ChatChannel channel, ModeChange change)
    {
        if (!change.Adds)
        {
            var old = channel.Key;
            channel.Key = null;
            return old is null ? null : change with { Argument = old };
        }

        if (change.Argument is not { } key)
        {
            return null;
        }

        if (key.Length == 0 || key[0] == ':' || key.Any(static c => c is ' ' or ',') || IrcLine.Length(key) > core.Limits.Key)
        {
            outbox.Reply(client, Numeric.ERR_INVALIDKEY, channel.Name);
            return null;
        }

        var isNew = channel.Key != key;
        channel.Key = key;
        return isNew ? change : null;
    }

    ModeChange? ApplyLimit(ChatClient client, ChatChannel channel, ModeChange change)
    {
        var before = channel.Limit;
        if (!change.Adds)
        {
            channel.Limit = null;
            return before is null ? null : change with { Argument = null };
        }

        if (change.Argument is null)
        {
            return null;
        }

        if (!int.TryParse(change.Argument, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 1)
        {
            Refuse(client, channel, change, "A limit is a number from 1");
            return null;
        }

        channel.Limit = limit;
        return before == limit ? null : change with { Argument = limit.ToString(CultureInfo.InvariantCulture) };
    }

    void Refuse(ChatClient client, ChatChannel channel, ModeChange change, string why) =>
        outbox.ReplyText(client, Numeric.ERR_INVALIDMODEPARAM, why, channel.Name, change.Mode.ToString(), change.Argument!);

    void TellList(ChatClient client, ChatChannel channel, char mode)
    {
        var (item, end) = mode switch
        {
            'b' => (Numeric.RPL_BANLIST, Numeric.RPL_ENDOFBANLIST),
            'e' => (Numeric.RPL_EXCEPTLIST, Numeric.RPL_ENDOFEXCEPTLIST),
            _ => (Numeric.RPL_INVEXLIST, Numeric.RPL_ENDOFINVEXLIST),
        };
        foreach (var entry in channel.List(mode)!)
        {
            outbox.Reply(client, item, channel.Name, entry.Mask, entry.By, entry.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }

        outbox.Reply(client, end, channel.Name);
    }

    /// <summary>Tells the members what changed, in as many lines as it takes: masks in full may be longer than what was asked for.</summary>
    void Tell(ChatClient client, ChatChannel channel, List<ModeChange> done)
    {
        var head = 1 + IrcLine.Length(client.Source) + 6 + IrcLine.Length(channel.Name) + 1;
        for (var start = 0; start < done.Count;)
        {
            var (end, length) = (start, head);
            for (; end < done.Count; end++)
            {
                // A sign, a letter, a space and the argument.
                length += 2 + (done[end].Argument is { } argument ? 1 + IrcLine.Length(argument) : 0);
                if (end > start && length > IrcLimits.Body - 2)
                {
                    break;
                }
            }

            var (modes, arguments) = ModeString.Format(done[start..end]);
            outbox.ToChannel(channel, outbox.Line(client.Source, "MODE", null, [channel.Name, modes, .. arguments]));
            start = end;
        }
    }
}
