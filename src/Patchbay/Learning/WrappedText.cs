namespace Patchbay;

/// <summary>Text for people in lines of a bounded width. Pure.</summary>
static class WrappedText
{
    /// <summary>Characters of a line, at most, unless one word is longer.</summary>
    public const int Width = 110;

    /// <summary>The lines of a paragraph, each with the indent before it.</summary>
    /// <param name="text">Words and single spaces.</param>
    /// <param name="indent">Spaces before each line.</param>
    /// <param name="label">What stands in the indent of the first line.</param>
    public static IEnumerable<string> Lines(string text, int indent, string label = "")
    {
        var line = label.PadRight(indent);
        var isEmpty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                yield return line;
                (line, isEmpty) = (new string(' ', indent), true);
            }

            line += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        yield return line;
    }
}
