namespace Patchbay.Services.Files;

/// <summary>The files that one user sees, and where they really are. Thread-safe.</summary>
abstract class FileSpace
{
    /// <summary>Where a path leads; what it names need not be there.</summary>
    /// <param name="path">As the user sees it.</param>
    /// <param name="followsLast">A symbolic link at its end is followed.</param>
    public abstract FilePlace Locate(VirtualPath path, bool followsLast = true);

    /// <summary>A place in a jail.</summary>
    protected static FilePlace In(Jail jail, IReadOnlyList<string> names, bool canWrite, bool followsLast) =>
        names.Any(UploadFile.IsReservedName) ? FilePlace.None(FileFailure.BadName)
        : jail.Resolve(names, followsLast, out var path) is not FileFailure.None and var failure ? FilePlace.None(failure)
        : new FilePlace(FileFailure.None, path, canWrite, jail, names, null);

    /// <summary>A directory that exists only in the view.</summary>
    protected static FileEntry Folder(string name) => new(name, IsDirectory: true, 0, DateTimeOffset.UnixEpoch, Mode: 0x16d, CanWrite: false);
}
