using System.Globalization;

namespace Patchbay.Linux;

/// <summary>Reads the kernel's table of Unix sockets as text. Thread-safe.</summary>
public static class ProcNetUnix
{
    // __SO_ACCEPTCON in include/linux/net.h: the socket listens.
    const uint AcceptsConnections = 1 << 16;

    /// <summary>The inode of the socket that listens on <paramref name="path"/>; null when none does.</summary>
    /// <param name="path">As bound, or with a leading <c>@</c> in the abstract namespace.</param>
    public static ulong? FindListener(string path) => Find(path, mustListen: true);

    /// <summary>The inode of a socket that is bound to <paramref name="path"/>, of whatever type; null when none is.</summary>
    /// <param name="path">As bound, or with a leading <c>@</c> in the abstract namespace.</param>
    public static ulong? FindBound(string path) => Find(path, mustListen: false);

    static ulong? Find(string path, bool mustListen)
    {
        if (!File.Exists("/proc/net/unix"))
        {
            return null;
        }

        foreach (var line in File.ReadLines("/proc/net/unix"))
        {
            if (TryParse(line, out var inode, out var bound, out var listens) && (listens || !mustListen) && bound == path)
            {
                return inode;
            }
        }

        return null;
    }

    /// <summary>One line of the table; false for the heading and for sockets without a path.</summary>
    /// <param name="line">A line without its end.</param>
    /// <param name="inode">The socket's inode.</param>
    /// <param name="path">The path; abstract names begin with <c>@</c>.</param>
    /// <param name="listens">The socket waits for connections.</param>
    public static bool TryParse(string line, out ulong inode, out string path, out bool listens)
    {
        (inode, path, listens) = (0, "", false);
        // Num RefCount Protocol Flags Type St Inode Path; the path is last and may hold spaces.
        var fields = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 8
            || !uint.TryParse(fields[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var flags)
            || !ulong.TryParse(fields[6], CultureInfo.InvariantCulture, out inode))
        {
            return false;
        }

        path = fields[7];
        listens = (flags & AcceptsConnections) != 0;
        return true;
    }
}
