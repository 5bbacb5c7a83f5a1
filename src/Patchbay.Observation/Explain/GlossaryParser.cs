using System.Globalization;

namespace Patchbay.Observation;

/// <summary>
/// Reads a file of the glossary: <c>== NAME</c> begins an entry; each line after it is <c>key: value</c>, or begins with two spaces and goes on with the value before it.
/// The keys <c>is, also, see, number, now, object, as PICTURE</c> have a meaning; any other is a heading. Pure.
/// </summary>
static class GlossaryParser
{
    const string NameMark = "== ";
    const string ImageMark = "as ";

    /// <exception cref="FormatException">The text has another form; the message names the line.</exception>
    public static IReadOnlyList<GlossaryEntry> Parse(string text, GlossaryGroup group)
    {
        var entries = new List<GlossaryEntry>();
        var fields = new List<(string Key, string Value)>();
        string? name = null;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith(NameMark, StringComparison.Ordinal))
            {
                End();
                name = line[NameMark.Length..].Trim();
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal) && fields.Count > 0)
            {
                fields[^1] = (fields[^1].Key, fields[^1].Value + " " + line.Trim());
            }
            else if (name is not null && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon && line[0] != ' ')
            {
                fields.Add((line[..colon], line[(colon + 2)..].Trim()));
            }
            else
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of {group} is no 'key: value': {line}"));
            }
        }

        End();
        return entries;

        void End()
        {
            if (name is not null)
            {
                entries.Add(Entry(group, name, fields));
            }

            fields.Clear();
        }
    }

    static GlossaryEntry Entry(GlossaryGroup group, string name, List<(string Key, string Value)> fields) => new(group, name)
    {
        Number = One("number", fields) is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : null,
        Aliases = List("also", fields),
        Summary = One("is", fields) ?? throw new FormatException($"{name} does not say what it is."),
        See = List("see", fields),
        Now = [.. fields.Where(static field => field.Key == "now").Select(static field => LiveQuestion.Parse(field.Value))],
        StandsFor = One("object", fields) is { } word ? Enum.Parse<LiveObject>(word, ignoreCase: true) : null,
        Images = fields.Where(static field => IsImage(field.Key)).ToDictionary(static field => field.Key[ImageMark.Length..], static field => field.Value),
        Sections = [.. fields.Where(static field => !IsKnown(field.Key))],
    };

    static string? One(string key, List<(string Key, string Value)> fields) => fields.FirstOrDefault(field => field.Key == key).Value;

    static string[] List(string key, List<(string Key, string Value)> fields) =>
        One(key, fields)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    static bool IsImage(string key) => key.StartsWith(ImageMark, StringComparison.Ordinal);

    static bool IsKnown(string key) => key is "number" or "also" or "is" or "see" or "now" or "object" || IsImage(key);
}
