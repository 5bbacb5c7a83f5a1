using Microsoft.Win32.SafeHandles;

namespace Patchbay.Services.Web;

/// <summary>A file or folder below the root, open for reading.</summary>
/// <param name="handle">The open file; null for a folder opened by its path.</param>
/// <param name="folder">For a folder, the path to list it by, good until this is disposed; else null.</param>
/// <param name="length">Of a file, in bytes.</param>
/// <param name="validators">Its state.</param>
sealed class JailedFile(SafeFileHandle? handle, string? folder, long length, Validators validators) : IDisposable
{
    public bool IsFolder => Folder is not null;

    /// <summary>The path to list it by; null for a file.</summary>
    public string? Folder { get; } = folder;

    public SafeFileHandle Handle => handle!;

    public long Length { get; } = length;

    public Validators Validators { get; } = validators;

    public void Dispose() => handle?.Dispose();
}
