using System.Globalization;

namespace Patchbay.Services.Transfer;

/// <summary>One line of MLSD: <c>type=file;size=5;modify=20260101000000; name</c> (RFC 3659 section 7.2). Pure.</summary>
internal static class FtpFacts
{
    /// <returns>Null for the folder itself, its parent, and what is no line of facts.</returns>
    public static RemoteEntry? Parse(string line)
    {
        // No space is in the facts; all behind the first is the name, its own spaces too.
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || (space > 0 && line[space - 1] != ';'))
        {
            return null;
        }

        RemoteEntryKind? kind = RemoteEntryKind.Other;
        long? size = null;
        DateTimeOffset? modified = null;
        foreach (var fact in line[..space].Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = fact.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return null;
            }

            var value = fact[(equals + 1)..];
            switch (fact[..equals].ToUpperInvariant())
            {
                case "TYPE":
                    kind = KindOf(value);
                    break;
                case "SIZE":
                    size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
                    break;
                case "MODIFY":
                    modified = FtpTime.TryParse(value, out var time) ? time : null;
                    break;
            }
        }

        var name = line[(space + 1)..];
        return kind is null || name.Length == 0 ? null : new RemoteEntry(name, kind.Value, kind == RemoteEntryKind.File ? size : null, modified, TimeSpan.FromSeconds(1));
    }

    static RemoteEntryKind? KindOf(string type) => type.ToUpperInvariant() switch
    {
        "FILE" => RemoteEntryKind.File,
        "DIR" => RemoteEntryKind.Folder,
        "CDIR" or "PDIR" => null,
        // OS.unix=slink:/target, OS.unix=symlink
        var other when other.StartsWith("OS.UNIX=SLINK", StringComparison.Ordinal) || other.StartsWith("OS.UNIX=SYMLINK", StringComparison.Ordinal) => RemoteEntryKind.SymbolicLink,
        _ => RemoteEntryKind.Other,
    };
}
