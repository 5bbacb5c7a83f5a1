using System.Globalization;
using System.Text;

namespace Patchbay.Services.Files;

/// <summary>The facts of MLSD and MLST (RFC 3659 section 7), and which of them a client asked for. Pure, immutable.</summary>
sealed class MlstFacts
{
    static readonly string[] Known = ["type", "size", "modify", "perm", "UNIX.mode"];

    readonly bool[] _wanted;

    MlstFacts(bool[] wanted) => _wanted = wanted;

    /// <summary>All that there are: what a client gets that did not choose.</summary>
    public static MlstFacts All { get; } = new([true, true, true, true, true]);

    /// <summary>Those of <c>OPTS MLST type;size;</c>; unknown ones are left out (RFC 3659 section 7.9).</summary>
    public static MlstFacts Choose(string list)
    {
        var names = list.Split(';', StringSplitOptions.RemoveEmptyEntries);
        return new MlstFacts([.. Known.Select(fact => names.Contains(fact, StringComparer.OrdinalIgnoreCase))]);
    }

    /// <summary>The line of FEAT: an asterisk behind those that are sent.</summary>
    public string Feature() => "MLST " + string.Concat(Known.Select((fact, i) => $"{fact}{(_wanted[i] ? "*" : "")};"));

    /// <summary>The answer to OPTS MLST.</summary>
    public string Chosen() => "MLST OPTS " + string.Concat(Known.Where((_, i) => _wanted[i]).Select(static fact => fact + ";"));

    /// <summary>The facts of an entry and its name: <c>type=file;size=5;modify=20261121060835; notes.txt</c>, without a line's end.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="name">What stands behind the space: a name for MLSD, a path for MLST.</param>
    /// <param name="type">Instead of the entry's own: <c>cdir</c>, <c>pdir</c>.</param>
    public string Line(FileEntry entry, string name, string? type = null)
    {
        var line = new StringBuilder();
        Add(0, type ?? (entry.IsDirectory ? "dir" : "file"));
        if (!entry.IsDirectory)
        {
            Add(1, entry.Size.ToString(CultureInfo.InvariantCulture));
        }

        Add(2, FtpTime.Format(entry.Modified));
        Add(3, Permissions(entry));
        Add(4, "0" + Convert.ToString(entry.Mode & 0x1ff, 8));
        return line.Append(' ').Append(FtpReply.Printable(name)).ToString();

        void Add(int fact, string value)
        {
            if (_wanted[fact])
            {
                line.Append(Known[fact]).Append('=').Append(value).Append(';');
            }
        }
    }

    /// <summary>What the user may do: RFC 3659 section 7.5.5.</summary>
    static string Permissions(FileEntry entry) => (entry.IsDirectory, entry.CanWrite) switch
    {
        (true, true) => "cdeflmp",
        (true, false) => "el",
        (false, true) => "adfrw",
        (false, false) => "r",
    };
}
