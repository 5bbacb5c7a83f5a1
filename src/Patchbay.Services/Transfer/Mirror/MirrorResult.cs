namespace Patchbay.Services.Transfer;

/// <summary>What a mirror did.</summary>
/// <param name="Copied">Files.</param>
/// <param name="Bytes">That moved.</param>
/// <param name="Removed">Files and folders.</param>
/// <param name="Failed">Steps that could not be done.</param>
internal sealed record MirrorResult(int Copied, long Bytes, int Removed, int Failed);
