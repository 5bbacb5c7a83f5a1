namespace Patchbay.Probing;

/// <summary>What is known of a port. The words are those that port scanners have in common.</summary>
public enum PortState : byte
{
    /// <summary>Not asked yet.</summary>
    None,

    /// <summary>Somebody answered that it is open.</summary>
    Open,

    /// <summary>The host itself answered that nobody listens.</summary>
    Closed,

    /// <summary>Something on the way keeps us from knowing: nothing came back, or an ICMP error.</summary>
    Filtered,

    /// <summary>Silence where an open port may be silent too (UDP).</summary>
    OpenFiltered,

    /// <summary>Reachable; open or closed is not known.</summary>
    Unfiltered,

    /// <summary>We failed ourselves (no descriptor, no source port, a full queue): nothing is said about the port.</summary>
    Unknown,
}
