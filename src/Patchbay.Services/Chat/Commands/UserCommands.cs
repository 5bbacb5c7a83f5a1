using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>Who somebody is: WHO, WHOIS, WHOWAS, USERHOST, ISON; and what one says of oneself: AWAY, SETNAME.</summary>
internal sealed class UserCommands(ChatCore core, Outbox outbox)
{
    // A mask of a whole server would be an answer longer than any queue.
    const int MostMatches = 500;

    // RFC 2812 section 4.8.
    const int MostHosts = 5;

    public void Who(ChatClient client, IrcMessage message)
    {
        var mask = message[0];
        if (IrcNames.LooksLikeChannel(mask))
        {
            if (core.FindChannel(mask) is { } channel && ListCommands.IsVisible(client, channel))
            {
                var isMember = channel.IsMember(client);
                foreach (var (member, membership) in channel.Members)
                {
                    if (isMember || !member.IsInvisible)
                    {
                        Who(client, member, channel.Name, membership);
                    }
                }
            }
        }
        else if (core.FindClient(mask) is { } one)
        {
            WhoWithChannel(client, one);
        }
        else
        {
            var all = mask is "" or "0" ? "*" : mask;
            foreach (var match in core.Clients.Where(other => other.IsRegistered && IsVisible(client, other) && (Mask.Matches(all, other.Name) || Mask.Matches(all, other.Source))).Take(MostMatches))
            {
                WhoWithChannel(client, match);
            }
        }

        outbox.Reply(client, Numeric.RPL_ENDOFWHO, mask.Length == 0 ? "*" : mask);
    }

    public void Whois(ChatClient client, IrcMessage message)
    {
        // WHOIS server nick asks that server, and there is one.
        var nick = (message.Parameters.Count > 1 ? message[1] : message[0]).Split(',')[0];
        if (nick.Length == 0)
        {
            outbox.Reply(client, Numeric.ERR_NONICKNAMEGIVEN);
            return;
        }

        if (core.FindClient(nick) is not { } other)
        {
            outbox.Reply(client, Numeric.ERR_NOSUCHNICK, nick);
            outbox.Reply(client, Numeric.RPL_ENDOFWHOIS, nick);
            return;
        }

        outbox.ReplyText(client, Numeric.RPL_WHOISUSER, other.RealName, other.Name, other.User!, other.Host, "*");
        outbox.ReplyList(client, Numeric.RPL_WHOISCHANNELS, [other.Name], other.Channels.Where(channel => ListCommands.IsVisible(client, channel) && (!other.IsInvisible || channel.IsMember(client) || other == client))
            .Select(channel => MembershipPrefix.Of(channel.Of(other), client.Has(Capabilities.MultiPrefix)) + channel.Name));
        outbox.ReplyText(client, Numeric.RPL_WHOISSERVER, core.Identity.Network, other.Name, core.Identity.Server);
        if (other.Away is { } away)
        {
            outbox.ReplyText(client, Numeric.RPL_AWAY, away, other.Name);
        }

        if (other.IsSecure)
        {
            outbox.Reply(client, Numeric.RPL_WHOISSECURE, other.Name);
        }

        if (other.Account is { } account)
        {
            outbox.Reply(client, Numeric.RPL_WHOISACCOUNT, other.Name, account);
        }

        outbox.Reply(client, Numeric.RPL_WHOISIDLE, other.Name, Seconds(core.Now - other.ActiveAt), other.ConnectedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        outbox.Reply(client, Numeric.RPL_ENDOFWHOIS, other.Name);
    }

    public void Whowas(ChatClient client, IrcMessage message)
    {
        var nick = message[0];
        var most = int.TryParse(message[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : int.MaxValue;
        var found = core.Gone.Where(gone => CaseMapping.Fold(gone.Nick) == CaseMapping.Fold(nick)).Take(most).ToList();
        foreach (var gone in found)
        {
            outbox.ReplyText(client, Numeric.RPL_WHOWASUSER, gone.RealName, gone.Nick, gone.User, gone.Host, "*");
            outbox.ReplyText(client, Numeric.RPL_WHOISSERVER, gone.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture), gone.Nick, core.Identity.Server);
        }

        if (found.Count == 0)
        {
            outbox.Reply(client, Numeric.ERR_WASNOSUCHNICK, nick);
        }

        outbox.Reply(client, Numeric.RPL_ENDOFWHOWAS, nick);
    }

    public void Userhost(ChatClient client, IrcMessage message) =>
        outbox.ReplyText(client, Numeric.RPL_USERHOST, string.Join(' ', message.Parameters.Take(MostHosts).Select(core.FindClient).OfType<ChatClient>()
            .Select(static other => $"{other.Name}={(other.Away is null ? '+' : '-')}{other.User}@{other.Host}")));

    public void Ison(ChatClient client, IrcMessage message) =>
        outbox.ReplyText(client, Numeric.RPL_ISON, string.Join(' ', message.Parameters.SelectMany(static nicks => nicks.Split(' ')).Select(core.FindClient).OfType<ChatClient>().Select(static other => other.Name)));

    public void Away(ChatClient client, IrcMessage message)
    {
        var before = client.Away;
        client.Away = message[0].Length == 0 ? null : IrcLine.Cut(message[0], core.Limits.Away);
        outbox.Reply(client, client.Away is null ? Numeric.RPL_UNAWAY : Numeric.RPL_NOWAWAY);
        if (client.Away != before)
        {
            outbox.ToNeighbours(client, outbox.Line(client.Source, "AWAY", client.Away), Capabilities.AwayNotify);
        }
    }

    public void SetName(ChatClient client, IrcMessage message)
    {
        if (IrcLine.Length(message[0]) > core.Limits.RealName || message[0].Length == 0)
        {
            outbox.Fail(client, "SETNAME", "INVALID_REALNAME", "Realname is not valid");
            return;
        }

        client.RealName = message[0];
        var line = outbox.Line(client.Source, "SETNAME", client.RealName);
        if (client.Has(Capabilities.SetName))
        {
            outbox.Send(client, line);
        }

        outbox.ToNeighbours(client, line, Capabilities.SetName);
    }

    void WhoWithChannel(ChatClient client, ChatClient other)
    {
        var shared = other.Channels.FirstOrDefault(client.Channels.Contains) ?? (other.IsInvisible ? null : other.Channels.FirstOrDefault(channel => ListCommands.IsVisible(client, channel)));
        Who(client, other, shared?.Name ?? "*", shared?.Of(other) ?? Membership.None);
    }

    void Who(ChatClient client, ChatClient other, string channel, Membership membership) =>
        outbox.ReplyText(client, Numeric.RPL_WHOREPLY, $"0 {other.RealName}", channel, other.User!, other.Host, core.Identity.Server, other.Name,
            (other.Away is null ? "H" : "G") + MembershipPrefix.Of(membership, client.Has(Capabilities.MultiPrefix)));

    /// <summary>Not invisible, or in a channel with the one who asks.</summary>
    static bool IsVisible(ChatClient client, ChatClient other) => !other.IsInvisible || other == client || other.Channels.Overlaps(client.Channels);

    static string Seconds(TimeSpan time) => Math.Max(0, (long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
