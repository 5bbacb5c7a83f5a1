using System.Text;

namespace Patchbay.Services.Chat;

/// <summary>
/// A message as a line of a log: IRC with tags, so that people and IRC tools can read it. What belongs to the log alone has tags under <c>patchbay/</c>. Pure.
/// </summary>
internal static class HistoryLine
{
    const string OnlyFor = "patchbay/only-for", Target = "*";

    // A log's line is longer than one on the wire: the client's tags and text, and ours.
    const int Longest = IrcLimits.Line + 1024;

    /// <summary>The line in UTF-8, with LF.</summary>
    public static byte[] Format(HistoryEntry entry)
    {
        var tags = new StringBuilder();
        MessageTags.Append(tags, "time", ServerTime.Format(entry.Time));
        MessageTags.Append(tags, "msgid", entry.Id);
        if (entry.Account is { } account)
        {
            MessageTags.Append(tags, "account", account);
        }

        if (entry.OnlyFor is { } channel)
        {
            MessageTags.Append(tags, OnlyFor, ServerTime.Format(channel));
        }

        if (entry.ClientTags.Length > 0)
        {
            tags.Append(';').Append(entry.ClientTags);
        }

        return Encoding.UTF8.GetBytes($"@{tags} :{entry.Source} {entry.Command} {Target} :{entry.Text}\n");
    }

    /// <summary>Reads a line without its LF. Null for what is damaged: it is passed over.</summary>
    public static HistoryEntry? Parse(ReadOnlySpan<byte> line)
    {
        if (line.Length > Longest || IrcParser.ParseAny(line) is not { Source: { } source, Command: "PRIVMSG" or "NOTICE", Parameters: [_, var text] } message
            || !message.Tags.TryGetValue("time", out var at) || !ServerTime.TryParse(at, out var time) || !message.Tags.TryGetValue("msgid", out var id))
        {
            return null;
        }

        DateTimeOffset? onlyFor = null;
        if (message.Tags.TryGetValue(OnlyFor, out var channel))
        {
            // What cannot be read is shown to nobody.
            onlyFor = ServerTime.TryParse(channel, out var created) ? created : DateTimeOffset.MinValue;
        }

        var tags = new StringBuilder();
        foreach (var (key, value) in message.Tags.Where(static tag => tag.Key.StartsWith('+')))
        {
            MessageTags.Append(tags, key, value);
        }

        return new HistoryEntry(time, id, source, message.Command, text) { Account = message.Tags.GetValueOrDefault("account"), OnlyFor = onlyFor, ClientTags = tags.ToString() };
    }
}
