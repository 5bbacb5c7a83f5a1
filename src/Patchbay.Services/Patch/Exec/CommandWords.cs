using System.Text;

namespace Patchbay.Services.Patch;

/// <summary>
/// A command line as the arguments of a program, without a shell. Pure. White space separates; single and double quotes keep what is between them as it is,
/// also in the middle of a word; there are no escapes, variables or wildcards.
/// </summary>
public static class CommandWords
{
    /// <summary>Splits a command line. A quote that is not closed goes to the end.</summary>
    public static IReadOnlyList<string> Split(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, quote) = (false, '\0');
        foreach (var c in command)
        {
            if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                (quote, inWord) = (c, true);
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                inWord = true;
            }
            else if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
