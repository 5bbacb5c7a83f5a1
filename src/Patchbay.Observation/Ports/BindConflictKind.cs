namespace Patchbay.Observation;

/// <summary>How a socket stands in the way of a bind.</summary>
public enum BindConflictKind
{
    /// <summary>It has the same address and port.</summary>
    SameAddress,

    /// <summary>It has the port at every address, and so at the wanted one.</summary>
    WildcardHeld,

    /// <summary>It has the port at one address, and every address is wanted.</summary>
    WildcardWanted,

    /// <summary>One is of IPv6 and takes IPv4 too (dual stack), the other is of IPv4.</summary>
    DualStack,
}
