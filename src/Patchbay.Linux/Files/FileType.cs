namespace Patchbay.Linux;

/// <summary>The sorts of files that are told apart.</summary>
public enum FileType
{
    /// <summary>A device, pipe or socket.</summary>
    Other,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Folder,
}
