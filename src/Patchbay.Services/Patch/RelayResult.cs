namespace Patchbay.Services.Patch;

/// <summary>What became of two joined ends.</summary>
/// <param name="AToB">What A said.</param>
/// <param name="BToA">What B said.</param>
public sealed record RelayResult(RelayDirection AToB, RelayDirection BToA)
{
    /// <summary>The end that failed, when one did: both directions can be cut because of it.</summary>
    public PatchSide? Failed { get; init; }

    /// <summary>What <see cref="Failed"/> failed with, where it is known.</summary>
    public Exception? Error { get; init; }

    /// <summary>Nothing that either said is lost.</summary>
    public bool IsWhole => !AToB.IsCut && !BToA.IsCut;
}
