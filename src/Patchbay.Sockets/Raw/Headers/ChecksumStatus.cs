namespace Patchbay.Sockets;

/// <summary>What a checksum says about the bytes under it.</summary>
public enum ChecksumStatus
{
    /// <summary>Not known: a fragment, a packet that was cut, or an unknown pseudo header.</summary>
    Unchecked,

    /// <summary>It agrees with the bytes.</summary>
    Good,

    /// <summary>It does not.</summary>
    Bad,

    /// <summary>The sender computed none: UDP over IPv4 with a zero (RFC 768). Over IPv6 that is allowed for tunnels only (RFC 6936).</summary>
    Absent,

    /// <summary>
    /// The field holds the sum of the pseudo header alone. The kernel leaves the rest to the interface (checksum offload), so packets captured on their
    /// way out, and all on loopback, look so. They are not damaged.
    /// </summary>
    Partial,
}
