namespace Patchbay.Services.Transfer;

/// <summary>A folder of this machine. Symbolic links are not followed.</summary>
/// <param name="root">Its path.</param>
internal sealed class LocalTree(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Everything below the root; nothing when there is none.</summary>
    /// <exception cref="TransferException">It cannot be read.</exception>
    public MirrorTree Scan()
    {
        var tree = new MirrorTree();
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            var directory = new DirectoryInfo(FullPath(folder));
            if (folder.Length == 0 && !directory.Exists)
            {
                break;
            }

            try
            {
                foreach (var info in directory.EnumerateFileSystemInfos())
                {
                    Add(tree, folders, folder.Length == 0 ? info.Name : $"{folder}/{info.Name}", info);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException && error is not TransferException)
            {
                throw new TransferException(TransferFailure.CannotRead, $"'{directory.FullName}' cannot be read: {error.Message.TrimEnd('.')}", "", error);
            }
        }

        return tree;
    }

    /// <summary>Where something of the tree is. Its folders are made; none of them may be a symbolic link, which would lead out.</summary>
    /// <exception cref="TransferException">One is.</exception>
    public string Prepare(string path, bool isFolder)
    {
        var current = Root;
        Directory.CreateDirectory(current);
        var names = path.Split('/');
        for (var i = 0; i < names.Length; i++)
        {
            if (SafeName.Problem(names[i], OperatingSystem.IsWindows()) is { } problem)
            {
                throw new TransferException(TransferFailure.CannotWrite, $"'{Utf8Text.Shown(path)}' is no path here: {problem}");
            }

            current = Path.Combine(current, names[i]);
            if (i == names.Length - 1 && !isFolder)
            {
                break;
            }

            if (new DirectoryInfo(current).LinkTarget is not null)
            {
                throw new TransferException(TransferFailure.CannotWrite, $"'{current}' is a symbolic link", "Nothing is written through links; remove it, or mirror elsewhere.");
            }

            try
            {
                Directory.CreateDirectory(current);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new TransferException(TransferFailure.CannotWrite, $"the folder '{current}' cannot be made: {error.Message.TrimEnd('.')}", "", error);
            }
        }

        return current;
    }

    public string FullPath(string path) => path.Length == 0 ? Root : Path.Combine(Root, path);

    static void Add(MirrorTree tree, Stack<string> folders, string path, FileSystemInfo info)
    {
        if (info.LinkTarget is not null)
        {
            tree.LeftOut.Add((path, "symbolic links are not followed"));
        }
        else if (info is DirectoryInfo)
        {
            if (tree.Add(new MirrorItem(path, RemoteEntryKind.Folder)))
            {
                folders.Push(path);
            }
        }
        else if (PartFile.IsDevice(info.FullName))
        {
            tree.LeftOut.Add((path, "it is no regular file"));
        }
        else if (!PartFile.IsPart(info.Name))
        {
            tree.Add(new MirrorItem(path, RemoteEntryKind.File, ((FileInfo)info).Length, info.LastWriteTimeUtc));
        }
    }
}
