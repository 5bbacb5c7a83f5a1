namespace Patchbay.Services.Files;

/// <summary>One directory with everything in it: <c>serve files DIR</c>.</summary>
/// <param name="directory">The directory.</param>
/// <param name="canWrite">The user may change it.</param>
sealed class DirectorySpace(string directory, bool canWrite) : FileSpace
{
    readonly Jail _jail = new(directory);

    public override FilePlace Locate(VirtualPath path, bool followsLast = true) => In(_jail, path.Names, canWrite, followsLast);
}
