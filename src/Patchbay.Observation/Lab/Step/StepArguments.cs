namespace Patchbay.Observation;

/// <summary>The words of a line, taken one after the other.</summary>
sealed class StepArguments(IReadOnlyList<StepWord> words)
{
    readonly List<StepWord> _words = [.. words];
    int _at;

    /// <summary>A wait that stood at the end.</summary>
    public TimeSpan? Limit { get; set; }

    public int Count => _words.Count;

    public bool IsEmpty => _words.Count == 0;

    public bool IsWord(int place, string text) => !_words[place].IsQuoted && _words[place].Text == text;

    /// <exception cref="StepFormatException">There is none.</exception>
    public StepWord NextWord(string what) => _at < _words.Count ? _words[_at++] : throw new StepFormatException($"{what} is missing", "`help` shows how each call is written.");

    /// <exception cref="StepFormatException">There is none.</exception>
    public string Next(string what) => NextWord(what).Text;

    public string NextOr(string otherwise) => _at < _words.Count ? _words[_at++].Text : otherwise;

    /// <summary>The last word, which is then gone.</summary>
    public string TakeLast()
    {
        var last = _words[^1].Text;
        _words.RemoveAt(_words.Count - 1);
        return last;
    }

    /// <exception cref="StepFormatException">There are words left.</exception>
    public void End(string call)
    {
        if (_at < _words.Count)
        {
            throw new StepFormatException($"'{_words[_at].Text}' is one word too many for {call}", "Text with spaces is quoted; `help` shows how each call is written.");
        }
    }
}
