namespace Patchbay.Services.Files;

/// <summary>The disk, and not the network, ended a transfer.</summary>
sealed class DiskException(FileFailure failure, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>The reason.</summary>
    public FileFailure Failure { get; } = failure;
}
