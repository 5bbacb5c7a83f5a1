namespace Patchbay.Services.Transfer;

/// <summary>What a step of a mirror does at the destination.</summary>
internal enum MirrorAction
{
    MakeFolder,
    Copy,
    RemoveFile,
    RemoveFolder,
}
