namespace Patchbay.Services.Web;

/// <summary>Reads which files and folders there are for the web: no hidden ones, none that lead out, no devices.</summary>
/// <param name="jail">Where.</param>
sealed class FolderReader(WebJail jail)
{
    // As the kernel gives them: no sorting, no second look at each.
    static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>The entries of an open folder, in no order.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="folder">The open folder.</param>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IEnumerable<ListingEntry> Read(WebPath path, JailedFile folder)
    {
        foreach (var info in new DirectoryInfo(folder.Folder!).EnumerateFileSystemInfos("*", Everything))
        {
            if (WebFileName.Judge(info.Name, OperatingSystem.IsWindows()) == WebPathFault.None && Look(path, info) is { } entry)
            {
                yield return entry;
            }
        }
    }

    ListingEntry? Look(WebPath path, FileSystemInfo info)
    {
        try
        {
            return IsPlain(info) ? Describe(info) : Follow(path.Child(info.Name));
        }
        catch (FileNotFoundException)
        {
            // Gone since its name was read.
            return null;
        }
    }

    static ListingEntry Describe(FileSystemInfo info) => new(info.Name, info is DirectoryInfo, info is FileInfo file ? file.Length : 0, Time(info));

    /// <summary>What a link leads to, if it stays inside.</summary>
    ListingEntry? Follow(WebPath path)
    {
        if (jail.TryOpen(path, out var target) != JailResult.Opened)
        {
            return null;
        }

        using (target)
        {
            return new ListingEntry(path.Name, target!.IsFolder, target.IsFolder ? 0 : target.Length, target.Validators.LastModified);
        }
    }

    // An empty file may also be a device, a pipe or a socket: opening tells.
    static bool IsPlain(FileSystemInfo info) => (info.Attributes & FileAttributes.ReparsePoint) == 0 && info is DirectoryInfo or FileInfo { Length: > 0 };

    static DateTimeOffset Time(FileSystemInfo info) => new(DateTime.SpecifyKind(info.LastWriteTimeUtc, DateTimeKind.Utc));
}
