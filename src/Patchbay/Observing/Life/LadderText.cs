namespace Patchbay;

/// <summary>Breaks text into lines at spaces; words longer than a line are cut. Control characters become question marks, as no output of ours may steer a terminal. Pure.</summary>
static class LadderText
{
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

    public static string Clean(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Any(char.IsControl) ? string.Concat(text.Select(static one => char.IsControl(one) ? '?' : one)) : text;
}
