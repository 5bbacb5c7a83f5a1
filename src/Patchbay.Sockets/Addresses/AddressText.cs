namespace Patchbay.Sockets;

/// <summary>The text being read, and the errors that point into it.</summary>
internal sealed class AddressText(string text)
{
    // Longer pieces are cut in messages: a line that scrolls away helps nobody.
    const int LongestQuote = 40;

    public string Text { get; } = text;

    public int Length => Text.Length;

    public char this[int index] => Text[index];

    public AddressFormatException Error(int column, string message, string hint) =>
        new(Text, Math.Clamp(column, 0, Text.Length), message, hint);

    /// <summary>A piece of the text as messages show it.</summary>
    public static string Quote(ReadOnlySpan<char> piece) => $"'{Cut(piece)}'";

    /// <summary>A piece of the text for a hint.</summary>
    public static string Cut(ReadOnlySpan<char> piece)
    {
        if (piece.Length <= LongestQuote)
        {
            return piece.ToString();
        }

        return $"{piece[..(char.IsHighSurrogate(piece[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote)]}…";
    }

    /// <summary>What no form of the grammar may have: nothing, too much, characters that cannot be seen or encoded.</summary>
    public void CheckCharacters()
    {
        if (Text.Length == 0)
        {
            throw Error(0, "The address is empty.", "Write HOST:PORT, or see the forms with: patchbay address --help");
        }

        if (Text.Length > Address.MaxLength)
        {
            throw Error(Address.MaxLength, $"The address has {Text.Length} characters; {Address.MaxLength} are the most.", "Shorten it.");
        }

        for (var i = 0; i < Text.Length; i++)
        {
            if (char.IsControl(Text[i]))
            {
                throw Error(i, $"A control character (U+{(int)Text[i]:X4}) stands in the address.", "Remove it; a pasted line may carry one unseen.");
            }

            if (char.IsSurrogate(Text[i]))
            {
                if (!char.IsSurrogatePair(Text, i))
                {
                    throw Error(i, "Half a character (an unpaired surrogate) stands in the address.", "Remove it; the text was cut or badly decoded.");
                }

                i++;
            }
        }

        if (string.IsNullOrWhiteSpace(Text))
        {
            throw Error(0, "The address is only spaces.", "Write HOST:PORT, or see the forms with: patchbay address --help");
        }

        if (char.IsWhiteSpace(Text[0]))
        {
            throw Error(0, "The address begins with a space.", "Remove the space.");
        }

        if (char.IsWhiteSpace(Text[^1]))
        {
            throw Error(Text.TrimEnd().Length, "The address ends with a space.", "Remove the space; a value that needs it is written in double quotes.");
        }
    }
}
