namespace Patchbay.Services.Web;

/// <summary>What a zip of a folder will hold, found before its first byte is sent.</summary>
/// <param name="Files">The files, by their paths.</param>
/// <param name="Folders">The folders without files, which would be lost otherwise.</param>
/// <param name="Total">The sum of the files' lengths, in bytes.</param>
sealed record ZipPlan(IReadOnlyList<WebPath> Files, IReadOnlyList<WebPath> Folders, long Total)
{
    // A bound on memory and on time.
    const int MostEntries = 100_000;

    // A link to a folder above would go round for ever.
    const int MostDepth = 64;

    /// <summary>Looks through a folder; null when it holds more than <paramref name="limit"/> bytes, more than 100,000 names, or is deeper than 64 folders.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static ZipPlan? Make(WebJail jail, WebPath root, long limit, CancellationToken cancellationToken)
    {
        var reader = new FolderReader(jail);
        var (files, folders, total) = (new List<WebPath>(), new List<WebPath>(), 0L);
        var pending = new Stack<WebPath>([root]);
        while (pending.TryPop(out var path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (jail.TryOpen(path, out var folder) != JailResult.Opened)
            {
                continue;
            }

            using (folder)
            {
                var isEmpty = true;
                foreach (var entry in folder!.IsFolder ? reader.Read(path, folder) : [])
                {
                    isEmpty = false;
                    total += entry.Length;
                    if (total > limit || files.Count + folders.Count + pending.Count >= MostEntries || path.Segments.Count - root.Segments.Count >= MostDepth)
                    {
                        return null;
                    }

                    var child = path.Child(entry.Name);
                    if (entry.IsFolder)
                    {
                        pending.Push(child);
                    }
                    else
                    {
                        files.Add(child);
                    }
                }

                if (isEmpty && path != root)
                {
                    folders.Add(path);
                }
            }
        }

        files.Sort(static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        return new ZipPlan(files, folders, total);
    }
}
