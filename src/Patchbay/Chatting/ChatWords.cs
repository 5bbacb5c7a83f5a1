using Patchbay.Services.Chat;

namespace Patchbay;

/// <summary>What a server's line says, in words for people. Pure.</summary>
static class ChatWords
{
    // The greeting's figures and what the client itself asked for: nobody reads them.
    static readonly HashSet<string> Silent = ["002", "003", "004", "005", "251", "252", "253", "254", "255", "265", "266", "315", "318", "321", "323", "329", "333", "369", "375", "376", "422", "900", "CAP", "BATCH", "PONG", "AUTHENTICATE", "ACCOUNT", "AWAY", "TAGMSG", "ACK"];

    /// <summary>The line to show; null when there is nothing to tell.</summary>
    /// <param name="message">The server's line.</param>
    /// <param name="nick">Who we are.</param>
    /// <param name="now">For a line without a time of its own.</param>
    public static ChatLine? Of(IrcMessage message, string nick, DateTimeOffset now)
    {
        if (Silent.Contains(message.Command))
        {
            return null;
        }

        var (time, who) = (TimeOf(message, now), ChatText.Clean(message.SourceNick));
        var last = message.Last;
        return message.Command switch
        {
            "PRIVMSG" or "NOTICE" => Said(message, nick, time, who),
            "JOIN" => Happened(message[0], $"{who} joined"),
            "PART" => Happened(message[0], $"{who} left{Reason(message[1])}"),
            "QUIT" => Happened("", $"{who} is gone{Reason(message[0])}"),
            "KICK" => Happened(message[0], $"{who} kicked {message[1]}{Reason(message[2])}"),
            "NICK" => Happened("", $"{who} is now {message[0]}"),
            "TOPIC" => Happened(message[0], message[1].Length == 0 ? $"{who} cleared the topic" : $"{who} set the topic: {message[1]}"),
            "INVITE" => Happened(message[1], $"{who} invites {message[0]}"),
            "MODE" => Happened(message[0], $"{who} set {string.Join(' ', message.Parameters.Skip(1))}"),
            "331" => Happened(message[1], "no topic is set"),
            "332" => Happened(message[1], $"the topic: {last}"),
            "301" => Happened(message[1], $"is away: {last}"),
            "322" => Happened(message[1], $"{message[2]} people{Reason(last)}"),
            "324" => Happened(message[1], $"modes {string.Join(' ', message.Parameters.Skip(2))}"),
            "341" => Happened(message[2], $"you invited {message[1]}"),
            "311" => Happened("", $"{message[1]} is {message[2]}@{message[3]}, {last}"),
            "312" => Happened("", $"{message[1]} is on {message[2]}"),
            "317" => Happened("", $"{message[1]} has been silent for {message[2]} s"),
            "319" => Happened("", $"{message[1]} is in {last}"),
            "330" => Happened("", $"{message[1]} is logged in as {message[2]}"),
            "352" => Happened(message[1], $"{message[5]} is {message[2]}@{message[3]}"),
            "ERROR" or "FAIL" => new ChatLine(time, ChatLineKind.Error, "", "", ChatText.Clean(last)),
            ['4' or '5', _, _] => new ChatLine(time, ChatLineKind.Error, "", "", ChatText.Clean(Refusal(message))),
            [>= '0' and <= '9', _, _] => Happened("", string.Join(' ', message.Parameters.Skip(1))),
            _ => null,
        };

        ChatLine Happened(string where, string text) => new(time, ChatLineKind.Event, ChatText.Clean(where), "", ChatText.Clean(text));
    }

    /// <summary>The line's own time (server-time), or now.</summary>
    public static DateTimeOffset TimeOf(IrcMessage message, DateTimeOffset now) =>
        message.Tags.TryGetValue("time", out var text) && ServerTime.TryParse(text, out var time) ? time : now;

    static ChatLine? Said(IrcMessage message, string nick, DateTimeOffset time, string who)
    {
        // A talk with somebody is named after the other side.
        var where = CaseMapping.Fold(message[0]) == CaseMapping.Fold(nick) ? who : ChatText.Clean(message[0]);
        var text = message[1];
        if (text.StartsWith('\u0001'))
        {
            // CTCP (https://modern.ircdocs.horse/ctcp): of it, ACTION alone is something said.
            return text.StartsWith("\u0001ACTION ", StringComparison.Ordinal) ? new(time, ChatLineKind.Action, where, who, ChatText.Clean(text["\u0001ACTION ".Length..])) : null;
        }

        return new(time, message.Command == "NOTICE" ? ChatLineKind.Notice : ChatLineKind.Message, where, who, ChatText.Clean(text));
    }

    static string Reason(string reason) => reason.Length == 0 ? "" : $": {reason}";

    /// <summary>"#a: Cannot join channel (+k)": what it is about, and the server's words.</summary>
    static string Refusal(IrcMessage message) => message.Parameters.Count > 2 ? $"{string.Join(' ', message.Parameters.Skip(1).SkipLast(1))}: {message.Last}" : message.Last;
}
