namespace Patchbay.Services.Chat;

/// <summary>One message of a channel's history.</summary>
/// <param name="Time">When the server got it, to the millisecond.</param>
/// <param name="Id">Its msgid.</param>
/// <param name="Source">nick!user@host of who said it.</param>
/// <param name="Command">PRIVMSG or NOTICE.</param>
/// <param name="Text">What was said.</param>
internal sealed record HistoryEntry(DateTimeOffset Time, string Id, string Source, string Command, string Text)
{
    /// <summary>The account of who said it, or null.</summary>
    public string? Account { get; init; }

    /// <summary>The client-only tags, escaped; empty for none.</summary>
    public string ClientTags { get; init; } = "";

    /// <summary>When the channel was made that it was said in, for a message that only members of that one may see; else null.</summary>
    public DateTimeOffset? OnlyFor { get; init; }
}
