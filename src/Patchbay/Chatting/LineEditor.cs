using System.Text;

namespace Patchbay;

/// <summary>One line that is being typed, with the keys that shells have. Pure.</summary>
sealed class LineEditor
{
    const int MostLines = 200, MostCharacters = 4000;

    readonly List<string> _history = [];
    readonly StringBuilder _text = new();
    int _cursor, _place;
    string _draft = "";

    /// <summary>What stands there.</summary>
    public string Text => _text.ToString();

    /// <summary>Before which character the cursor stands.</summary>
    public int Cursor => _cursor;

    /// <summary>Takes a key.</summary>
    /// <returns>The line when it is finished; else null.</returns>
    public string? Take(ConsoleKeyInfo key)
    {
        var isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return Finish();
            case ConsoleKey.Backspace when _cursor > 0:
                Remove(Before(), _cursor);
                break;
            case ConsoleKey.Delete when _cursor < _text.Length:
                _text.Remove(_cursor, After() - _cursor);
                break;
            case ConsoleKey.LeftArrow:
                _cursor = Before();
                break;
            case ConsoleKey.RightArrow:
                _cursor = After();
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when isControl:
                _cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when isControl:
                _cursor = _text.Length;
                break;
            case ConsoleKey.U when isControl:
                Remove(0, _cursor);
                break;
            case ConsoleKey.K when isControl:
                _text.Length = _cursor;
                break;
            case ConsoleKey.W when isControl:
                Remove(Text[.._cursor].TrimEnd().LastIndexOf(' ') + 1, _cursor);
                break;
            case ConsoleKey.UpArrow when _place > 0:
                Recall(_place - 1);
                break;
            case ConsoleKey.DownArrow when _place < _history.Count:
                Recall(_place + 1);
                break;
            default:
                Type(key.KeyChar);
                break;
        }

        return null;
    }

    /// <summary>The part of the text that fits into so many columns, with the cursor in it, and where the cursor is there.</summary>
    public (string Text, int Column) View(int columns)
    {
        var room = Math.Max(1, columns);
        var start = Math.Max(0, _cursor - room + 1);
        return (Text[start..Math.Min(_text.Length, start + room)], _cursor - start);
    }

    void Type(char character)
    {
        if (!char.IsControl(character) && _text.Length < MostCharacters)
        {
            _text.Insert(_cursor++, character);
        }
    }

    string Finish()
    {
        var line = Text;
        if (line.Length > 0 && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
            if (_history.Count > MostLines)
            {
                _history.RemoveAt(0);
            }
        }

        _place = _history.Count;
        _text.Clear();
        _cursor = 0;
        return line;
    }

    void Recall(int place)
    {
        if (_place == _history.Count)
        {
            _draft = Text;
        }

        _place = place;
        _text.Clear().Append(place == _history.Count ? _draft : _history[place]);
        _cursor = _text.Length;
    }

    void Remove(int start, int end)
    {
        _text.Remove(start, end - start);
        _cursor = start;
    }

    // A character beyond the first plane is two chars, and one step.
    int Before() => _cursor == 0 ? 0 : _cursor - (_cursor > 1 && char.IsLowSurrogate(_text[_cursor - 1]) ? 2 : 1);

    int After() => _cursor == _text.Length ? _cursor : _cursor + (_cursor + 1 < _text.Length && char.IsHighSurrogate(_text[_cursor]) ? 2 : 1);
}
