namespace Patchbay.Services.Files;

/// <summary>
/// The patterns that clients give to LIST and NLST: <c>*</c>, <c>?</c> and <c>[a-z]</c>, <c>[!a]</c> (glob(7)), in the last name of a path only. A name that begins with a
/// dot needs a pattern that does. Pure; time grows with pattern times name, whatever they are.
/// </summary>
static class FileGlob
{
    /// <summary>The text has a character that makes it a pattern.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?', '[');

    /// <summary>The whole name is what the pattern says.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (name.StartsWith('.') && !pattern.StartsWith('.'))
        {
            return false;
        }

        // Only the last star is ever taken again: what it does not find, no earlier one finds.
        int p = 0, n = 0, starred = -1, mark = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (starred, mark) = (p++, n);
            }
            else if (p < pattern.Length && One(pattern[p..], name[n], out var length))
            {
                p += length;
                n++;
            }
            else if (starred >= 0)
            {
                p = starred + 1;
                n = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }

    /// <summary>The pattern's first element takes the character.</summary>
    static bool One(ReadOnlySpan<char> pattern, char c, out int length)
    {
        length = 1;
        if (pattern[0] != '[')
        {
            return pattern[0] == '?' || pattern[0] == c;
        }

        var isNegated = pattern.Length > 1 && pattern[1] is '!' or '^';
        var first = isNegated ? 2 : 1;

        // A bracket right behind the opening is a member; one that is never closed stands for itself.
        var end = first + 1 < pattern.Length ? pattern[(first + 1)..].IndexOf(']') : -1;
        if (end < 0)
        {
            return c == '[';
        }

        var members = pattern.Slice(first, end + 1);
        length = first + members.Length + 1;
        return IsMember(members, c) != isNegated;
    }

    static bool IsMember(ReadOnlySpan<char> members, char c)
    {
        for (var i = 0; i < members.Length; i++)
        {
            if (i + 2 < members.Length && members[i + 1] == '-')
            {
                if (c >= members[i] && c <= members[i + 2])
                {
                    return true;
                }

                i += 2;
            }
            else if (members[i] == c)
            {
                return true;
            }
        }

        return false;
    }
}
