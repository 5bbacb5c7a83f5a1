namespace Patchbay.Services.Patch;

/// <summary>The two ends of a patch, as <c>patch A B</c> names them.</summary>
public enum PatchSide
{
    /// <summary>The first.</summary>
    A,

    /// <summary>The second.</summary>
    B,
}
