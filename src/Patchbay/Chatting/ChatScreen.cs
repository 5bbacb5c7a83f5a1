using System.Globalization;
using System.Text;

namespace Patchbay;

/// <summary>A chat on a terminal: what is told scrolls by above one line that is typed. Drawn with the cursor's line alone, so that a resize needs nothing but a new drawing. Thread-safe.</summary>
/// <param name="output">The terminal.</param>
/// <param name="width">How wide it is now.</param>
sealed class ChatScreen(Stream output, Func<int> width)
{
    const int NarrowestWidth = 10;

    readonly Lock _drawing = new();
    readonly LineEditor _editor = new();
    string _prompt = "> ";

    /// <summary>Takes a key; a finished line, or null.</summary>
    public string? Take(ConsoleKeyInfo key)
    {
        lock (_drawing)
        {
            var line = _editor.Take(key);
            Draw("");
            return line;
        }
    }

    /// <summary>True when nothing is typed.</summary>
    public bool IsEmpty => _editor.Text.Length == 0;

    /// <summary>Shows a line, and the prompt below it.</summary>
    public void Show(string line, string prompt)
    {
        lock (_drawing)
        {
            _prompt = prompt;
            Draw(line + "\n");
        }
    }

    /// <summary>Draws the typed line again: another prompt, or another width.</summary>
    public void Redraw(string? prompt = null)
    {
        lock (_drawing)
        {
            _prompt = prompt ?? _prompt;
            Draw("");
        }
    }

    /// <summary>Takes the typed line away.</summary>
    public void Clear()
    {
        lock (_drawing)
        {
            Write("\r\e[K");
        }
    }

    void Draw(string above)
    {
        // The last column stays free: some terminals wrap when it is written.
        var columns = Math.Max(NarrowestWidth, width()) - 1;
        var prompt = _prompt.Length > columns / 2 ? _prompt[..(columns / 2)] : _prompt;
        var (text, column) = _editor.View(columns - prompt.Length);
        var right = prompt.Length + column;
        Write(string.Create(CultureInfo.InvariantCulture, $"\r\e[K{above}{prompt}{text}\r{(right > 0 ? $"\e[{right}C" : "")}"));
    }

    void Write(string text)
    {
        output.Write(Encoding.UTF8.GetBytes(text));
        output.Flush();
    }
}
