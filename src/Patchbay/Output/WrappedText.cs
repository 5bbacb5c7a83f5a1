namespace Patchbay;

/// <summary>Breaks text into lines at spaces; words longer than a line are cut. Control characters become question marks, as no output of ours may steer a terminal. Pure.</summary>
static class WrappedText
{
    /// <summary>Characters of a line of a page, at most.</summary>
    public const int Width = 110;

    /// <summary>The lines of a paragraph of a page, each with the indent before it.</summary>
    /// <param name="text">Words and single spaces.</param>
    /// <param name="indent">Spaces before each line.</param>
    /// <param name="label">What stands in the indent of the first line.</param>
    public static IEnumerable<string> Paragraph(string text, int indent, string label = "") =>
        Lines(text, Width - indent).Select((line, number) => (number == 0 ? label : "").PadRight(indent) + line);

    /// <summary>The lines of a text.</summary>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        List<string> lines = [];
        var line = new System.Text.StringBuilder();
        foreach (var word in Clean(text).Split(' '))
        {
            var rest = word;
            if (line.Length > 0 && line.Length + 1 + rest.Length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            while (rest.Length > width)
            {
                lines.Add(rest[..width]);
                rest = rest[width..];
            }

            line.Append(line.Length > 0 ? " " : "").Append(rest);
        }

        lines.Add(line.ToString());
        return lines;
    }

    /// <summary>The text without control characters.</summary>
    public static string Clean(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Any(char.IsControl) ? string.Concat(text.Select(static one => char.IsControl(one) ? '?' : one)) : text;
}
