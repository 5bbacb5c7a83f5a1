namespace Patchbay.Services.Files;

/// <summary>Where a virtual path leads.</summary>
/// <param name="Failure">Nowhere, and why; then the rest is empty.</param>
/// <param name="Path">The real path; null for a directory that exists only in the view.</param>
/// <param name="CanWrite">The user may change what is there.</param>
/// <param name="Jail">What links there may not leave; null with <paramref name="Path"/>.</param>
/// <param name="Inside">The names below the jail's root.</param>
/// <param name="Entries">Of a directory that exists only in the view: what is in it; else null.</param>
readonly record struct FilePlace(FileFailure Failure, string? Path, bool CanWrite, Jail? Jail, IReadOnlyList<string> Inside, IReadOnlyList<FileEntry>? Entries)
{
    /// <summary>Nowhere.</summary>
    public static FilePlace None(FileFailure failure) => new(failure, null, false, null, [], null);

    /// <summary>A directory of the view.</summary>
    public static FilePlace Virtual(IReadOnlyList<FileEntry> entries) => new(FileFailure.None, null, false, null, [], entries);

    /// <summary>It is the root of its jail: it can be neither removed nor renamed.</summary>
    public bool IsTop => Path is null || Inside.Count == 0;
}
