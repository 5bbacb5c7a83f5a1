namespace Patchbay.Sockets;

/// <summary>What the first byte of captured bytes begins.</summary>
public enum LinkKind
{
    /// <summary>An Ethernet header (IEEE 802.3, with or without 802.1Q tags), as on loopback too. Without frame check sequence.</summary>
    Ethernet,

    /// <summary>An IP header of either version, which its first four bits tell: tunnels have no link header.</summary>
    Ip,

    /// <summary>A header that is not decoded.</summary>
    Unknown,
}
