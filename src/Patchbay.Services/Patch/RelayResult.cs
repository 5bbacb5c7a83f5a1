namespace Patchbay.Services.Patch;

/// <summary>What became of two joined ends.</summary>
/// <param name="AToB">What A said.</param>
/// <param name="BToA">What B said.</param>
public sealed record RelayResult(RelayDirection AToB, RelayDirection BToA)
{
    /// <summary>Both directions ended by their sender's own finish: nothing is lost.</summary>
    public bool IsWhole => AToB.End == RelayEnd.Finished && BToA.End == RelayEnd.Finished;
}
