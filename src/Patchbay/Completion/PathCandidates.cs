namespace Patchbay;

/// <summary>Files and folders that a path being typed may mean.</summary>
static class PathCandidates
{
    // More than a person reads, and less than a directory of a million files takes.
    const int Most = 500;

    /// <summary>The entries of the folder that has been typed. A folder's word ends with a slash. Hidden ones only when the dot has been typed; <c>~/</c> is home.</summary>
    public static IEnumerable<Candidate> For(string typed, bool directoriesOnly = false)
    {
        var slash = typed.LastIndexOf('/') + 1;
        var (folder, name) = (typed[..slash], typed[slash..]);
        var home = folder.StartsWith("~/", StringComparison.Ordinal) ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + folder[1..] : folder;
        try
        {
            return [.. new DirectoryInfo(home.Length == 0 ? "." : home).EnumerateFileSystemInfos()
                .Where(entry => entry.Name.StartsWith(name, StringComparison.Ordinal) && (name.StartsWith('.') || !entry.Name.StartsWith('.')))
                .Select(entry => (entry.Name, IsFolder: IsFolder(entry)))
                .Where(entry => entry.IsFolder || !directoriesOnly)
                .Take(Most)
                .Select(entry => new Candidate(folder + entry.Name + (entry.IsFolder ? "/" : "")))
                .Where(static candidate => !candidate.Word.Any(char.IsControl))
                .OrderBy(static candidate => candidate.Word, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    static bool IsFolder(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.Directory) || (entry.LinkTarget is not null && Directory.Exists(entry.FullName));
}
