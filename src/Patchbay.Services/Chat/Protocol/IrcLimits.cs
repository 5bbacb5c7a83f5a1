namespace Patchbay.Services.Chat;

/// <summary>How long a line may be, in octets.</summary>
internal static class IrcLimits
{
    /// <summary>A line without its tags, with CR LF (RFC 1459 section 2.3).</summary>
    public const int Body = 512;

    /// <summary>The tags that a client sends, with <c>@</c> and the space (message-tags, "Size limit").</summary>
    public const int ClientTags = 4096;

    /// <summary>The tags of a line from a server: its own and those it passes on.</summary>
    public const int AllTags = 8191;

    /// <summary>The longest line there can be.</summary>
    public const int Line = AllTags + Body;
}
