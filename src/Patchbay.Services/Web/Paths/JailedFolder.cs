using Microsoft.Win32.SafeHandles;

namespace Patchbay.Services.Web;

/// <summary>A folder below the root, held open.</summary>
/// <param name="handle">What holds it; null where only its path is known.</param>
/// <param name="path">The path by which its files are made, renamed and deleted; good until this is disposed.</param>
sealed class JailedFolder(SafeFileHandle? handle, string path) : IDisposable
{
    public string Path { get; } = path;

    /// <summary>The path of a name in it. The name is one segment of a <see cref="WebPath"/>, or ours.</summary>
    public string this[string name] => System.IO.Path.Join(Path, name);

    public void Dispose() => handle?.Dispose();
}
