namespace Patchbay.Services.Patch;

/// <summary>What became of one direction.</summary>
/// <param name="Bytes">Handed over to the receiver.</param>
/// <param name="End">How it ended.</param>
/// <param name="Reason">Why, in words, when it was cut; else null.</param>
public sealed record RelayDirection(long Bytes, RelayEnd End, string? Reason = null)
{
    /// <summary>Something that was said, or would have been, is lost.</summary>
    public bool IsCut => End is not (RelayEnd.Finished or RelayEnd.ReceiverLeft);
}
