namespace Patchbay.Services.Transfer;

/// <summary>A transfer that is complete.</summary>
/// <param name="Offset">Bytes that were there before.</param>
/// <param name="Bytes">Bytes that moved now.</param>
internal sealed record TransferResult(long Offset, long Bytes)
{
    /// <summary>Everything was there: nothing moved.</summary>
    public bool WasThere { get; init; }
}
