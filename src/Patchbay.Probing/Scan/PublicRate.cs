namespace Patchbay.Probing;

/// <summary>How fast hosts of others are asked unless somebody says otherwise. In probes a second.</summary>
public static class PublicRate
{
    /// <summary>To one host.</summary>
    public const int PerHost = 100;

    /// <summary>To all of them.</summary>
    public const int InAll = 1000;

    /// <summary>How many runs of <see cref="PerHost"/> may go side by side.</summary>
    internal const int Runs = InAll / PerHost;
}
