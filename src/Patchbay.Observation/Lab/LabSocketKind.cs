namespace Patchbay.Observation;

/// <summary>What kinds of socket a laboratory opens.</summary>
public enum LabSocketKind
{
    /// <summary>TCP over IPv4.</summary>
    Tcp,

    /// <summary>UDP over IPv4.</summary>
    Udp,

    /// <summary>TCP over IPv6.</summary>
    Tcp6,

    /// <summary>UDP over IPv6.</summary>
    Udp6,
}
