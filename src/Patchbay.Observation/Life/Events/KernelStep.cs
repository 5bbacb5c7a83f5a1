namespace Patchbay.Observation;

/// <summary>What the kernel did for a TCP socket without its program.</summary>
public enum KernelStep
{
    /// <summary>It sent a segment again: no acknowledgement had come in time.</summary>
    Retransmitted,

    /// <summary>It sent RST.</summary>
    ResetSent,

    /// <summary>An RST came.</summary>
    ResetReceived,
}
