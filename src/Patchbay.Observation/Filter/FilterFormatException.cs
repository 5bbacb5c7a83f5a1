using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A text is no filter. Shown with the text and a caret under <see cref="Column"/>.</summary>
/// <param name="text">The text as given.</param>
/// <param name="column">The first character that is wrong, from 0; the text's length when something is missing at its end.</param>
/// <param name="message">What is wrong, one clause.</param>
/// <param name="hint">What to write instead, one line.</param>
public sealed class FilterFormatException(string text, int column, string message, string hint) : FormatException(message)
{
    /// <summary>The text as given.</summary>
    public string Text { get; } = text;

    /// <summary>The first character that is wrong, from 0.</summary>
    public int Column { get; } = column;

    /// <summary>What to write instead.</summary>
    public string Hint { get; } = hint;

    /// <summary>Three lines: the text, a caret under the wrong column, the hint.</summary>
    public string Render() => AddressDiagnostic.Render(Text, Column, Hint);
}
