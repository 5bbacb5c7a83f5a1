namespace Patchbay.Services;

/// <summary>Follows symbolic links by hand: where the kernel cannot be asked to stay below a folder, and for absolute links, which it always takes for a way out.</summary>
static class RealPath
{
    // As the kernel's own bound (path_resolution(7)).
    const int MostLinks = 40;

    /// <summary>The path without links, or null when it is not below the root, or is a loop.</summary>
    /// <param name="root">An absolute path without links.</param>
    /// <param name="names">The way from there.</param>
    /// <param name="readLink">What a path links to; null for what is no link.</param>
    public static string? Resolve(string root, IEnumerable<string> names, Func<string, string?> readLink)
    {
        var pending = new Stack<string>(names.Reverse());
        var current = root;
        for (var links = 0; pending.TryPop(out var name);)
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Join(current, name);
            if (readLink(next) is not { } target)
            {
                current = next;
            }
            else if (++links > MostLinks)
            {
                return null;
            }
            else
            {
                current = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : current;
                foreach (var part in target[(Path.GetPathRoot(target)?.Length ?? 0)..].Split('/', Path.DirectorySeparatorChar).Reverse())
                {
                    pending.Push(part);
                }
            }
        }

        return IsBelow(root, current) ? current : null;
    }

    /// <summary>An absolute path without the links in it; the path itself where they are a loop.</summary>
    public static string Of(string path) =>
        Resolve(Path.GetPathRoot(path)!, path[Path.GetPathRoot(path)!.Length..].Split('/', Path.DirectorySeparatorChar), ReadLink) ?? path;

    /// <summary>What a path links to, of the file system.</summary>
    public static string? ReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A path is another one or stands below it; both absolute and without links.</summary>
    public static bool IsBelow(string root, string path) =>
        path == root || path.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
