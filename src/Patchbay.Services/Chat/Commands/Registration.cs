using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>From the first line to the welcome (https://modern.ircdocs.horse/#connection-registration).</summary>
internal sealed class Registration(ChatCore core, Outbox outbox, InfoCommands info)
{
    public void Pass(ChatClient client, IrcMessage message)
    {
        if (client.IsRegistered)
        {
            outbox.Reply(client, Numeric.ERR_ALREADYREGISTERED);
            return;
        }

        client.Pass = message[0];
    }

    public void Nick(ChatClient client, IrcMessage message)
    {
        var nick = message[0];
        if (nick.Length == 0)
        {
            outbox.Reply(client, Numeric.ERR_NONICKNAMEGIVEN);
        }
        else if (!IrcNames.IsNick(nick, core.Limits.Nick))
        {
            outbox.Reply(client, Numeric.ERR_ERRONEUSNICKNAME, nick);
        }
        else if (core.Nicks.TryGetValue(CaseMapping.Fold(nick), out var owner) && owner != client)
        {
            outbox.Reply(client, Numeric.ERR_NICKNAMEINUSE, nick);
        }
        else if (nick != client.Nick)
        {
            Rename(client, nick);
        }
    }

    public void User(ChatClient client, IrcMessage message)
    {
        if (client.User is not null)
        {
            outbox.Reply(client, Numeric.ERR_ALREADYREGISTERED);
            return;
        }

        if (message[0].Length == 0)
        {
            outbox.Reply(client, Numeric.ERR_NEEDMOREPARAMS, message.Command);
            return;
        }

        client.User = IrcNames.User(message[0], core.Limits.User);
        client.RealName = IrcLine.Cut(message[3], core.Limits.RealName);
        client.Renamed();
        TryFinish(client);
    }

    /// <summary>Welcomes a client that has said everything.</summary>
    public void TryFinish(ChatClient client)
    {
        if (client.IsRegistered || client.IsGone || client.Nick is null || client.User is null || client.IsNegotiating || client.Sasl.IsChecking)
        {
            return;
        }

        if (client.Account is null && client.Pass is { } pass && pass.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && core.Identity.HasLogins)
        {
            // For clients without SASL: PASS user:password. Asked once.
            client.Pass = null;
            client.Sasl.IsChecking = client.Sasl.IsByPass = true;
            client.Link.CheckLogin(pass[..colon], pass[(colon + 1)..]);
            return;
        }

        if (client.Account is null && core.Identity.RequiresLogin)
        {
            outbox.Fail(client, "*", "ACCOUNT_REQUIRED_TO_CONNECT", "You must log in with SASL to use this server");
            outbox.Close(client, "You must log in with SASL");
            return;
        }

        client.IsRegistered = true;
        client.Pass = null;
        core.CountRegistered();
        client.Link.Annotate($"NICK {client.Nick}");
        Welcome(client);
    }

    void Rename(ChatClient client, string nick)
    {
        if (!client.IsRegistered)
        {
            core.Rename(client, nick);
            TryFinish(client);
            return;
        }

        var line = outbox.Line(client.Source, "NICK", nick);
        core.Remember(client);
        core.Rename(client, nick);
        outbox.Send(client, line);
        outbox.ToNeighbours(client, line);
        client.Link.Annotate($"NICK {nick}");
    }

    void Welcome(ChatClient client)
    {
        var (identity, started) = (core.Identity, core.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        outbox.ReplyText(client, Numeric.RPL_WELCOME, $"Welcome to the {identity.Network} Network, {client.Source}");
        outbox.ReplyText(client, Numeric.RPL_YOURHOST, $"Your host is {identity.Server}, running version {identity.Version}");
        outbox.ReplyText(client, Numeric.RPL_CREATED, $"This server was created {started}");
        outbox.ReplyText(client, Numeric.RPL_MYINFO, null, identity.Server, identity.Version, "i", "Ibeiklmnostv", "Ibeklov");
        info.Isupport(client);
        info.Users(client);
        info.Motd(client);
    }
}
