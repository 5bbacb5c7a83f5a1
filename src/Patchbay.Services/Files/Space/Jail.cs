namespace Patchbay.Services.Files;

/// <summary>
/// A directory that nothing gets out of: names are followed one by one, and a symbolic link is followed only when what it names lies inside. Thread-safe. Who can change
/// links while a path is resolved could still get out; by FTP nobody can make one.
/// </summary>
/// <param name="root">The directory, as an absolute path.</param>
sealed class Jail(string root)
{
    // As the kernel counts (path_resolution(7)): a ring of links ends.
    const int MostLinks = 40;

    static readonly char[] Invalid = Path.GetInvalidFileNameChars();

    /// <summary>The directory.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>Finds the file that names lead to; it need not be there.</summary>
    /// <param name="names">From the root down.</param>
    /// <param name="followsLast">A link at the end is followed too; else it is the file itself.</param>
    /// <param name="path">The real path.</param>
    public FileFailure Resolve(IEnumerable<string> names, bool followsLast, out string path)
    {
        path = Root;
        var left = new Stack<string>(names.Reverse());
        var links = 0;
        while (left.TryPop(out var name))
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                // Only a link's target has these: a virtual path has none left.
                if (path.Length <= Root.Length)
                {
                    return FileFailure.Outside;
                }

                path = Path.GetDirectoryName(path)!;
                continue;
            }

            if (name.AsSpan().IndexOfAny(Invalid) >= 0)
            {
                return FileFailure.BadName;
            }

            var next = Path.Join(path, name);
            if ((left.Count > 0 || followsLast) && TargetOf(next) is { } target)
            {
                if (++links > MostLinks)
                {
                    return FileFailure.NotFound;
                }

                if (Path.IsPathRooted(target))
                {
                    if (Relative(target) is not { } inside)
                    {
                        return FileFailure.Outside;
                    }

                    (path, target) = (Root, inside);
                }

                foreach (var part in target.Split(Path.DirectorySeparatorChar).Reverse())
                {
                    left.Push(part);
                }

                continue;
            }

            path = next;
        }

        return FileFailure.None;
    }

    string? Relative(string target) =>
        target == Root ? "" : target.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? target[(Root.Length + 1)..] : null;

    static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            // Whatever is wrong with it, whoever opens it is told.
            return null;
        }
    }
}
