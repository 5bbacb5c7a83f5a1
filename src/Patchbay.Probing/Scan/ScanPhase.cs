namespace Patchbay.Probing;

/// <summary>What a scan is at.</summary>
public enum ScanPhase
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Which hosts are there.</summary>
    Hosts,

    /// <summary>Which ports are open.</summary>
    Ports,

    /// <summary>Which services speak there.</summary>
    Services,

    /// <summary>Over.</summary>
    Ended,
}
