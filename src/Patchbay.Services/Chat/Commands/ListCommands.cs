using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>NAMES and LIST.</summary>
internal sealed class ListCommands(ChatCore core, Outbox outbox)
{
    public void Names(ChatClient client, IrcMessage message)
    {
        if (message[0].Length == 0)
        {
            outbox.Reply(client, Numeric.RPL_ENDOFNAMES, "*");
        }

        foreach (var name in message[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (core.FindChannel(name) is { } channel && IsVisible(client, channel))
            {
                Names(client, channel);
            }
            else
            {
                outbox.Reply(client, Numeric.RPL_ENDOFNAMES, name);
            }
        }
    }

    /// <summary>The members of a channel that a client may see.</summary>
    public void Names(ChatClient client, ChatChannel channel)
    {
        var isMember = channel.IsMember(client);
        outbox.ReplyList(client, Numeric.RPL_NAMREPLY, [channel.Flags.Contains('s') ? "@" : "=", channel.Name], channel.Members
            .Where(pair => isMember || !pair.Key.IsInvisible)
            .Select(pair => MembershipPrefix.Of(pair.Value, client.Has(Capabilities.MultiPrefix)) + (client.Has(Capabilities.UserhostInNames) ? pair.Key.Source : pair.Key.Name)));
        outbox.Reply(client, Numeric.RPL_ENDOFNAMES, channel.Name);
    }

    public void List(ChatClient client, IrcMessage message)
    {
        var conditions = message[0].Split(',', StringSplitOptions.RemoveEmptyEntries);
        outbox.Reply(client, Numeric.RPL_LISTSTART, "Channel");
        foreach (var channel in core.Channels.Values)
        {
            if (IsVisible(client, channel) && IsSelected(channel, conditions))
            {
                outbox.ReplyText(client, Numeric.RPL_LIST, channel.Topic, channel.Name, channel.Members.Count.ToString(CultureInfo.InvariantCulture));
            }
        }

        outbox.Reply(client, Numeric.RPL_LISTEND);
    }

    public static bool IsVisible(ChatClient client, ChatChannel channel) => !channel.Flags.Contains('s') || channel.IsMember(client);

    /// <summary>Counts of members all hold (ELIST U); of names and masks one must match (ELIST M).</summary>
    static bool IsSelected(ChatChannel channel, string[] conditions)
    {
        var (named, matches) = (false, false);
        foreach (var condition in conditions)
        {
            if (condition[0] is '<' or '>' && int.TryParse(condition.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                if (condition[0] == '<' ? channel.Members.Count >= count : channel.Members.Count <= count)
                {
                    return false;
                }
            }
            else
            {
                named = true;
                matches |= Mask.Matches(condition, channel.Name);
            }
        }

        return !named || matches;
    }
}
