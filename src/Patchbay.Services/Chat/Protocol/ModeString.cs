using System.Text;

namespace Patchbay.Services.Chat;

/// <summary>Mode strings: <c>+ov-k ann bob key</c> (https://modern.ircdocs.horse/#mode-message). Pure.</summary>
internal static class ModeString
{
    /// <summary>Takes a mode string apart. A string without a sign begins with <c>+</c>.</summary>
    /// <param name="modes">Signs and letters.</param>
    /// <param name="arguments">What follows them.</param>
    /// <param name="takesArgument">Whether a letter takes an argument when added (true) or removed (false).</param>
    /// <param name="most">Changes with an argument that count; further ones are dropped (ISUPPORT MODES).</param>
    public static List<ModeChange> Parse(string modes, IEnumerable<string> arguments, Func<char, bool, bool> takesArgument, int most)
    {
        var changes = new List<ModeChange>();
        using var rest = arguments.GetEnumerator();
        var (adds, taken) = (true, 0);
        foreach (var letter in modes)
        {
            if (letter is '+' or '-')
            {
                adds = letter == '+';
                continue;
            }

            string? argument = null;
            if (takesArgument(letter, adds) && rest.MoveNext())
            {
                if (++taken > most)
                {
                    continue;
                }

                argument = rest.Current;
            }

            changes.Add(new ModeChange(adds, letter, argument));
        }

        return changes;
    }

    /// <summary>The shortest string of changes, and its arguments: <c>+ov-k</c>.</summary>
    public static (string Modes, string[] Arguments) Format(IReadOnlyList<ModeChange> changes)
    {
        var modes = new StringBuilder();
        bool? sign = null;
        foreach (var change in changes)
        {
            if (sign != change.Adds)
            {
                sign = change.Adds;
                modes.Append(change.Adds ? '+' : '-');
            }

            modes.Append(change.Mode);
        }

        return (modes.ToString(), [.. changes.Where(static change => change.Argument is not null).Select(static change => change.Argument!)]);
    }
}
