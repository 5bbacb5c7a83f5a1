namespace Patchbay.Sockets;

/// <summary>A text is no address. Shown with the text and a caret under <see cref="Column"/>.</summary>
public sealed class AddressFormatException : FormatException
{
    /// <summary>A text that is no address.</summary>
    /// <param name="text">The text as given.</param>
    /// <param name="column">The first character that is wrong, from 0; the text's length when something is missing at its end.</param>
    /// <param name="message">What is wrong, one sentence.</param>
    /// <param name="hint">What to write instead, one line.</param>
    public AddressFormatException(string text, int column, string message, string hint) : base(message)
    {
        Text = text;
        Column = column;
        Hint = hint;
    }

    /// <summary>The text as given.</summary>
    public string Text { get; }

    /// <summary>The first character that is wrong, from 0.</summary>
    public int Column { get; }

    /// <summary>What to write instead.</summary>
    public string Hint { get; }
}
