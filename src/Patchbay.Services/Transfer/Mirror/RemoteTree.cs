namespace Patchbay.Services.Transfer;

/// <summary>Lists a server's folders, several at a time, and lets in only names that may be files here.</summary>
internal static class RemoteTree
{
    /// <param name="pool">The sessions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Everything below the URL.</returns>
    public static async Task<MirrorTree> ScanAsync(SitePool pool, CancellationToken cancellationToken)
    {
        var tree = new MirrorTree();
        List<string> level = [""];
        while (level.Count > 0)
        {
            var next = new List<string>();
            await Parallel.ForEachAsync(level, new ParallelOptions { MaxDegreeOfParallelism = pool.Size, CancellationToken = cancellationToken }, async (folder, token) =>
            {
                var entries = await pool.RunAsync(site => site.ListAsync(folder, token), token);
                lock (tree)
                {
                    Add(tree, next, folder, entries);
                }
            });
            level = next;
        }

        return tree;
    }

    /// <summary>Takes over one folder's entries. Pure.</summary>
    /// <param name="tree">Where to.</param>
    /// <param name="folders">Gets the folders among them.</param>
    /// <param name="folder">Whose entries they are.</param>
    /// <param name="entries">As the server listed them.</param>
    public static void Add(MirrorTree tree, List<string> folders, string folder, IReadOnlyList<RemoteEntry> entries)
    {
        foreach (var entry in entries)
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (SafeName.Problem(entry.Name, OperatingSystem.IsWindows()) is { } problem)
            {
                tree.Refuse(Utf8Text.Shown(path), $"it may be no file here: {problem}");
            }
            else if (entry.Kind is RemoteEntryKind.SymbolicLink or RemoteEntryKind.Other)
            {
                tree.LeftOut.Add((path, entry.Kind == RemoteEntryKind.Other ? "it is no regular file" : "symbolic links are not followed"));
            }
            else if (!PartFile.IsPart(entry.Name) && tree.Add(new MirrorItem(path, entry.Kind, entry.Size, entry.Modified, entry.Precision)) && entry.Kind == RemoteEntryKind.Folder)
            {
                folders.Add(path);
            }
        }
    }
}
