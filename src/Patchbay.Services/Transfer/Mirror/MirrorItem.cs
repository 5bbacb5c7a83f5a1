namespace Patchbay.Services.Transfer;

/// <summary>One file or folder of a tree.</summary>
/// <param name="Path">Names separated by slashes, relative to the tree's root.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes of a file, where they are known.</param>
/// <param name="Modified">When it changed last, where that is known.</param>
/// <param name="Precision">How coarse <paramref name="Modified"/> is.</param>
internal sealed record MirrorItem(string Path, RemoteEntryKind Kind, long? Size = null, DateTimeOffset? Modified = null, TimeSpan Precision = default)
{
    /// <summary>Folders above it; 0 in the root.</summary>
    public int Depth => Path.Count(static c => c == '/');
}
