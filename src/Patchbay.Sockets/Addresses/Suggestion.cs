namespace Patchbay.Sockets;

/// <summary>"Did you mean": the known word nearest to one that is not known.</summary>
internal static class Suggestion
{
    // The distance is quadratic in the length, and nobody mistypes a word of this length into a known one.
    const int LongestWord = 32;

    /// <summary>The nearest of the words, or null when none is near: at most one typing error in a short word, two in a longer one.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return null;
        }

        string? nearest = null;
        var least = word.Length <= 2 ? 2 : word.Length <= 4 ? 2 : 3;
        foreach (var candidate in known)
        {
            var distance = Distance(word, candidate);
            if (distance < least && distance < candidate.Length)
            {
                least = distance;
                nearest = candidate;
            }
        }

        return nearest;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = best;
            }
        }

        return rows[a.Length, b.Length];
    }
}
