using Patchbay.Services.Accounts;

namespace Patchbay.Services.Files;

/// <summary>
/// What a user of the node sees: <c>/private</c> and <c>/public</c> are their own, <c>/people/NAME</c> is the public area of somebody else, to be read. On disk each user has a
/// folder with <c>private</c> and <c>public</c> in it. Anonymous users see <c>/people</c> alone.
/// </summary>
sealed class PeopleSpace : FileSpace
{
    const string Private = "private", Public = "public", People = "people";

    readonly string _folder;
    readonly string? _name;
    readonly bool _canWrite;

    /// <summary>Makes the user's two folders if they are not there.</summary>
    /// <param name="folder">Where the users' folders are.</param>
    /// <param name="name">The user, or null for anonymous.</param>
    /// <param name="canWrite">The user may change their own.</param>
    /// <exception cref="IOException">The folders cannot be made.</exception>
    public PeopleSpace(string folder, string? name, bool canWrite)
    {
        (_folder, _name, _canWrite) = (folder, name, canWrite);
        DataDirectory.Create(folder);
        if (name is not null)
        {
            DataDirectory.Create(Path.Combine(folder, name));
            DataDirectory.Create(Path.Combine(folder, name, Private));
            DataDirectory.Create(Path.Combine(folder, name, Public));
        }
    }

    public override FilePlace Locate(VirtualPath path, bool followsLast = true) => path.Names switch
    {
        [] => FilePlace.Virtual(_name is null ? [Folder(People)] : [Folder(People), Own(Private), Own(Public)]),
        [People] => FilePlace.Virtual([.. Others()]),
        [People, var name, .. var rest] when IsOther(name) => In(new Jail(Path.Combine(_folder, name, Public)), rest, canWrite: false, followsLast),
        [Private or Public, .. var rest] when _name is not null => In(new Jail(Path.Combine(_folder, _name, path.Names[0])), rest, _canWrite, followsLast),
        _ => FilePlace.None(FileFailure.NotFound),
    };

    IEnumerable<FileEntry> Others() => new DirectoryInfo(_folder).EnumerateDirectories().Select(static folder => folder.Name).Where(IsOther).Order(StringComparer.Ordinal).Select(Folder);

    FileEntry Own(string name) => new(name, IsDirectory: true, 0, Directory.GetLastWriteTimeUtc(Path.Combine(_folder, _name!, name)), _canWrite ? 0x1c0 : 0x140, _canWrite);

    // A name that is none of a user's could leave the folder.
    bool IsOther(string name) => name != _name && UserName.IsValid(name) && Directory.Exists(Path.Combine(_folder, name, Public));
}
