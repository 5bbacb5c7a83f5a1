using System.Text;

namespace Patchbay;

/// <summary>A page that is drawn again and again on the terminal's alternate screen; each time as a whole, so that nothing flickers.</summary>
sealed class TerminalScreen(Stream output)
{
    /// <summary>Lines there are room for.</summary>
    public static int Height => Size().Height;

    /// <summary>Columns there are room for.</summary>
    public static int Width => Size().Width;

    /// <summary>Takes the screen.</summary>
    public void Begin() => Write("\e[?1049h\e[?25l");

    /// <summary>Gives the screen back.</summary>
    public void End() => Write("\e[?25h\e[?1049l");

    /// <summary>Draws; lines that are too long are cut, lines that are too many are left out.</summary>
    /// <param name="heading">The first line.</param>
    /// <param name="page">The rest, as UTF-8.</param>
    public void Draw(string heading, ReadOnlySpan<byte> page)
    {
        var (height, width) = Size();
        // Synchronized update: the terminal shows the page when it is complete.
        var frame = new StringBuilder("\e[?2026h\e[H").Append(Cut(heading, width)).Append("\e[K");
        foreach (var line in Encoding.UTF8.GetString(page).TrimEnd('\n').Split('\n').Take(height - 2))
        {
            frame.Append("\r\n").Append(Cut(line, width)).Append("\e[K");
        }

        Write(frame.Append("\e[J\e[?2026l").ToString());
    }

    static string Cut(string line, int width) => line.Length <= width ? line : line[..(width - 1)] + "…";

    static (int Height, int Width) Size()
    {
        try
        {
            // A terminal that does not know its size says 0.
            return (Console.WindowHeight is > 3 and var height ? height : 24, Console.WindowWidth is > 19 and var width ? width : 80);
        }
        catch (IOException)
        {
            return (24, 80);
        }
    }

    void Write(string text)
    {
        output.Write(Encoding.UTF8.GetBytes(text));
        output.Flush();
    }
}
