namespace Patchbay.Observation;

/// <summary>
/// What an entry of the glossary asks of this machine. Its forms: <c>sockets FILTER</c>, <c>setting PATH = WORDS {0}</c>, <c>counter GROUP NAME = WORDS {0}</c>,
/// <c>ephemeral</c>, <c>listeners</c>, <c>interfaces</c>, <c>groups</c>, <c>descriptors</c>. Pure; <see cref="LiveFacts"/> answers.
/// </summary>
/// <param name="Kind">The form.</param>
/// <param name="Subject">The filter, the path below /proc/sys, or the counter's group and name; empty for the last five.</param>
/// <param name="Words">The sentence, with <c>{0}</c> where the value belongs, and <c>{1}</c> … for further numbers of a setting.</param>
public sealed record LiveQuestion(LiveQuestionKind Kind, string Subject, string Words)
{
    /// <summary>Reads a question.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static LiveQuestion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (!Enum.TryParse<LiveQuestionKind>(space < 0 ? text : text[..space], ignoreCase: true, out var kind))
        {
            throw new FormatException($"'{text}' asks nothing known.");
        }

        var rest = space < 0 ? "" : text[(space + 1)..];
        if (kind is not (LiveQuestionKind.Setting or LiveQuestionKind.Counter))
        {
            return new(kind, rest, "");
        }

        return rest.Split(" = ", 2) is [var subject, var words] && words.Contains("{0}", StringComparison.Ordinal)
            ? new(kind, subject, words) : throw new FormatException($"'{text}' has no words with {{0}}.");
    }
}
