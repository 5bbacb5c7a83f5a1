using System.Globalization;

namespace Patchbay.Services.Chat;

/// <summary>What the server tells of itself: MOTD, LUSERS, VERSION, TIME, and ISUPPORT.</summary>
internal sealed class InfoCommands(ChatCore core, Outbox outbox)
{
    // RPL_ISUPPORT has 13 tokens at most, and so it is read.
    const int TokensInLine = 13;

    public void Isupport(ChatClient client)
    {
        foreach (var tokens in Chat.Isupport.Tokens(core.Limits, core.Identity).Chunk(TokensInLine))
        {
            outbox.Reply(client, Numeric.RPL_ISUPPORT, tokens);
        }
    }

    public void Motd(ChatClient client)
    {
        if (core.Identity.Motd.Count == 0)
        {
            outbox.Reply(client, Numeric.ERR_NOMOTD);
            return;
        }

        outbox.ReplyText(client, Numeric.RPL_MOTDSTART, $"- {core.Identity.Server} Message of the day - ");
        foreach (var line in core.Identity.Motd)
        {
            outbox.ReplyText(client, Numeric.RPL_MOTD, $"- {line}");
        }

        outbox.Reply(client, Numeric.RPL_ENDOFMOTD);
    }

    public void Users(ChatClient client)
    {
        var invisible = core.Clients.Count(static other => other.IsRegistered && other.IsInvisible);
        var (registered, most) = (Number(core.Registered), Number(core.MostRegistered));
        outbox.ReplyText(client, Numeric.RPL_LUSERCLIENT, $"There are {core.Registered - invisible} users and {invisible} invisible on 1 servers");
        outbox.Reply(client, Numeric.RPL_LUSEROP, "0");
        outbox.Reply(client, Numeric.RPL_LUSERUNKNOWN, Number(core.Clients.Count - core.Registered));
        outbox.Reply(client, Numeric.RPL_LUSERCHANNELS, Number(core.Channels.Count));
        outbox.ReplyText(client, Numeric.RPL_LUSERME, $"I have {registered} clients and 0 servers");
        outbox.ReplyText(client, Numeric.RPL_LOCALUSERS, $"Current local users {registered}, max {most}", registered, most);
        outbox.ReplyText(client, Numeric.RPL_GLOBALUSERS, $"Current global users {registered}, max {most}", registered, most);
    }

    public void Motd(ChatClient client, IrcMessage message)
    {
        if (IsHere(client, message[0]))
        {
            Motd(client);
        }
    }

    public void Lusers(ChatClient client, IrcMessage message) => Users(client);

    public void Version(ChatClient client, IrcMessage message)
    {
        if (IsHere(client, message[0]))
        {
            outbox.ReplyText(client, Numeric.RPL_VERSION, "", core.Identity.Version, core.Identity.Server);
            Isupport(client);
        }
    }

    public void Time(ChatClient client, IrcMessage message)
    {
        if (IsHere(client, message[0]))
        {
            outbox.ReplyText(client, Numeric.RPL_TIME, core.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture), core.Identity.Server);
        }
    }

    /// <summary>There is one server; another one asked for is none.</summary>
    bool IsHere(ChatClient client, string target)
    {
        if (target.Length == 0 || Mask.Matches(target, core.Identity.Server) || core.FindClient(target) is not null)
        {
            return true;
        }

        outbox.Reply(client, Numeric.ERR_NOSUCHSERVER, target);
        return false;
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
