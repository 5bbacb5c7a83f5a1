namespace Patchbay.Services.Chat;

/// <summary>One line of IRC, taken apart (https://modern.ircdocs.horse/#message-format). Immutable.</summary>
/// <param name="Command">Upper case: <c>PRIVMSG</c>, <c>001</c>.</param>
/// <param name="Parameters">In order; the last may hold spaces or be empty.</param>
internal sealed record IrcMessage(string Command, IReadOnlyList<string> Parameters)
{
    /// <summary>Message tags with their values unescaped; a missing value is empty. Each key once.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = MessageTags.None;

    /// <summary>Who it comes from; null when the line does not say.</summary>
    public string? Source { get; init; }

    /// <summary>The nick of <see cref="Source"/>, or the server's name.</summary>
    public string SourceNick => Source is { } source && source.IndexOfAny(['!', '@']) is >= 0 and var end ? source[..end] : Source ?? "";

    /// <summary>The last parameter, or empty when there is none.</summary>
    public string Last => Parameters.Count > 0 ? Parameters[^1] : "";

    /// <summary>The parameter at <paramref name="index"/>, or empty when there are fewer.</summary>
    public string this[int index] => index < Parameters.Count ? Parameters[index] : "";
}
