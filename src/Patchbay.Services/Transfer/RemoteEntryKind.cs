namespace Patchbay.Services.Transfer;

/// <summary>What a name in a listing is.</summary>
internal enum RemoteEntryKind
{
    File,
    Folder,
    SymbolicLink,

    /// <summary>A device, a socket, a pipe: nothing to transfer.</summary>
    Other,
}
