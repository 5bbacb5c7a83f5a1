using Patchbay.Linux;

namespace Patchbay.Services.Files;

/// <summary>Files and directories on disk as entries. What is neither, and links that leave the jail or lead nowhere, are not there. Thread-safe.</summary>
static class DirectoryReader
{
    const int EveryoneReads = 0x1a4;

    static readonly EnumerationOptions All = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false };

    /// <summary>What is at a place, or null.</summary>
    /// <param name="place">The place.</param>
    /// <param name="name">What it is called.</param>
    public static FileEntry? Look(FilePlace place, string name) => place switch
    {
        { Failure: not FileFailure.None } => null,
        { Path: { } path } => ToEntry(Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path), name, place.CanWrite),
        _ => new FileEntry(name, IsDirectory: true, 0, DateTimeOffset.UnixEpoch, Mode: 0x16d, CanWrite: false),
    };

    /// <summary>The entries of a directory, or the file itself, in no order; read as they are asked for.</summary>
    /// <param name="place">The place.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="pattern">Only entries that match; null for all.</param>
    public static IEnumerable<FileEntry> List(FilePlace place, string name, string? pattern)
    {
        var entries = place switch
        {
            { Entries: { } known } => known,
            { Path: { } path } when Directory.Exists(path) => Read(path, place),
            _ => Look(place, name) is { } itself ? [itself] : [],
        };
        return pattern is null ? entries : entries.Where(entry => FileGlob.Matches(pattern, entry.Name));
    }

    static IEnumerable<FileEntry> Read(string directory, FilePlace place)
    {
        foreach (var found in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", All))
        {
            if (!UploadFile.IsReservedName(found.Name) && Follow(found, place) is { } target && ToEntry(target, found.Name, place.CanWrite) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>What a link leads to inside its jail; what is no link is itself.</summary>
    static FileSystemInfo? Follow(FileSystemInfo found, FilePlace place)
    {
        if (!found.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            return found;
        }

        // The directory was resolved already: its names below the jail's root are real.
        var inside = Path.GetRelativePath(place.Jail!.Root, found.FullName).Split(Path.DirectorySeparatorChar);
        return place.Jail.Resolve(inside, followsLast: true, out var path) != FileFailure.None ? null
            : Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
    }

    static FileEntry? ToEntry(FileSystemInfo info, string name, bool canWrite)
    {
        try
        {
            return info switch
            {
                { Exists: false } => null,
                DirectoryInfo => new FileEntry(name, IsDirectory: true, 0, info.LastWriteTimeUtc, ModeOf(info), canWrite),
                FileInfo file when IsPlain(file) => new FileEntry(name, IsDirectory: false, file.Length, info.LastWriteTimeUtc, ModeOf(info), canWrite),
                _ => null,
            };
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            // Gone since it was found.
            return null;
        }
    }

    /// <summary>No pipe, socket or device: opening one could wait for ever.</summary>
    public static bool IsPlain(FileInfo file) => !OperatingSystem.IsLinux() || FileKind.IsRegular(file.FullName);

    static int ModeOf(FileSystemInfo info) => OperatingSystem.IsWindows() ? EveryoneReads : (int)info.UnixFileMode & 0x1ff;
}
