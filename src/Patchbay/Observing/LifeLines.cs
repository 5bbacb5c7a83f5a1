using Patchbay.Observation;

namespace Patchbay;

/// <summary>A life as plain text, a line an event.</summary>
sealed class LifeLines : ILifeOutput
{
    readonly LifeText _text = new();
    readonly Action<string> _say;
    readonly StreamWriter? _file;

    public LifeLines(Action<string> say) => _say = say;

    public LifeLines(StreamWriter file) => (_file, _say) = (file, file.WriteLine);

    public void Show(LifeEvent seen)
    {
        if (_text.Line(seen) is { } line)
        {
            _say(line);
        }
    }

    public void Flush() => _file?.Flush();

    public void End(TraceEnd end) => Flush();

    public void Dispose() => _file?.Dispose();
}
