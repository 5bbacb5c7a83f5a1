using System.Globalization;

namespace Patchbay.Services.Transfer;

/// <summary>
/// One line of LIST. No standard says how it looks; two forms are everywhere: that of <c>ls -l</c> and that of MS-DOS. Its times have no zone and are taken
/// for UTC. Pure.
/// </summary>
internal static class FtpListLine
{
    static readonly System.Buffers.SearchValues<char> Rights = System.Buffers.SearchValues.Create("rwxsStTlL-");

    static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    static readonly string[] DosTimes = ["MM-dd-yy hh:mmtt", "MM-dd-yyyy hh:mmtt", "MM-dd-yy HH:mm", "MM-dd-yyyy HH:mm", "yyyy-MM-dd HH:mm"];

    /// <param name="line">Without its line's end.</param>
    /// <param name="now">For the year of a time that has none: the last such day.</param>
    /// <returns>Null for the folder itself, its parent, a "total" line, and what is of neither form.</returns>
    public static RemoteEntry? Parse(string line, DateTimeOffset now)
    {
        var entry = line.Length > 0 && char.IsAsciiDigit(line[0]) ? Dos(line) : Unix(line, now);
        return entry is null || entry.Name is "." or ".." ? null : entry;
    }

    // -rw-r--r--    1 0        0            1024 Nov 21 06:08 name with  spaces
    static RemoteEntry? Unix(string line, DateTimeOffset now)
    {
        if (line.Length < 10 || "-dlbcps".IndexOf(line[0], StringComparison.Ordinal) < 0 || line.AsSpan(1, 9).ContainsAnyExcept(Rights))
        {
            return null;
        }

        // Servers leave out the group or the links: the fields are counted from the month, which has a number before it.
        var words = Words(line);
        for (var month = 3; month + 3 < words.Count && month <= 8; month++)
        {
            if (Months.IndexOf(Text(line, words[month])) is >= 0 and var number
                && long.TryParse(Text(line, words[month - 1]), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                && Time(number + 1, Text(line, words[month + 1]), Text(line, words[month + 2]), now) is var (time, precision))
            {
                // One space ends the time; more are of the name.
                var name = line[(words[month + 2].End + 1)..];
                var kind = line[0] switch { '-' => RemoteEntryKind.File, 'd' => RemoteEntryKind.Folder, 'l' => RemoteEntryKind.SymbolicLink, _ => RemoteEntryKind.Other };
                var arrow = kind == RemoteEntryKind.SymbolicLink ? name.IndexOf(" -> ", StringComparison.Ordinal) : -1;
                name = arrow < 0 ? name : name[..arrow];
                return name.Length == 0 ? null : new RemoteEntry(name, kind, kind == RemoteEntryKind.File ? size : null, time, precision);
            }
        }

        return null;
    }

    // 11-21-26  06:08AM       <DIR>          name
    // 11-21-26  06:08AM                 1024 name
    static RemoteEntry? Dos(string line)
    {
        var words = Words(line);
        if (words.Count < 4
            || !DateTimeOffset.TryParseExact($"{Text(line, words[0])} {Text(line, words[1])}", DosTimes, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return null;
        }

        var isFolder = Text(line, words[2]) == "<DIR>";
        long? size = long.TryParse(Text(line, words[2]), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
        return isFolder || size is not null
            ? new RemoteEntry(line[words[3].Start..], isFolder ? RemoteEntryKind.Folder : RemoteEntryKind.File, size, time, TimeSpan.FromMinutes(1))
            : null;
    }

    /// <summary>"21 06:08" of this year or the last one, "21 2025" at midnight.</summary>
    static (DateTimeOffset Time, TimeSpan Precision)? Time(int month, string day, string timeOrYear, DateTimeOffset now)
    {
        if (!int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var dayOfMonth))
        {
            return null;
        }

        if (!timeOrYear.Contains(':', StringComparison.Ordinal))
        {
            return timeOrYear.Length == 4 && int.TryParse(timeOrYear, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year >= 1970 && Date(year, month, dayOfMonth) is { } date
                ? (date, TimeSpan.FromDays(1)) : null;
        }

        if (!TimeOnly.TryParseExact(timeOrYear, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        // A day ahead: the server's clock and zone are its own.
        for (var year = now.Year + 1; year >= now.Year - 4 && year >= 1; year--)
        {
            if (Date(year, month, dayOfMonth) is { } date && date + time.ToTimeSpan() <= now.AddDays(1))
            {
                return (date + time.ToTimeSpan(), TimeSpan.FromMinutes(1));
            }
        }

        return null;
    }

    static DateTimeOffset? Date(int year, int month, int day) =>
        year is >= 1 and <= 9998 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero) : null;

    static string Text(string line, (int Start, int End) word) => line[word.Start..word.End];

    /// <summary>The first words of a line; the name needs no more.</summary>
    static List<(int Start, int End)> Words(string line)
    {
        var words = new List<(int, int)>();
        for (var i = 0; i < line.Length && words.Count < 13;)
        {
            if (line[i] == ' ')
            {
                i++;
                continue;
            }

            var end = line.IndexOf(' ', i);
            end = end < 0 ? line.Length : end;
            words.Add((i, end));
            i = end;
        }

        return words;
    }

    static int IndexOf(this string[] months, string word) => Array.FindIndex(months, month => month.Equals(word, StringComparison.OrdinalIgnoreCase));
}
