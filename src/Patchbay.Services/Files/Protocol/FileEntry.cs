namespace Patchbay.Services.Files;

/// <summary>One file or directory as listings tell it.</summary>
/// <param name="Name">Its last name.</param>
/// <param name="IsDirectory">A directory; else a file.</param>
/// <param name="Size">Bytes; 0 for a directory.</param>
/// <param name="Modified">When its contents were last changed.</param>
/// <param name="Mode">The permission bits of chmod(2).</param>
/// <param name="CanWrite">The user who asks may change it.</param>
sealed record FileEntry(string Name, bool IsDirectory, long Size, DateTimeOffset Modified, int Mode, bool CanWrite);
