namespace Patchbay.Probing;

/// <summary>What kind of address it is, as far as scanning it is concerned.</summary>
public enum AddressClass
{
    /// <summary>Of this machine (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3).</summary>
    Loopback,

    /// <summary>Not routed on the Internet: RFC 1918, shared address space (RFC 6598), unique local (RFC 4193), for documentation and benchmarks (RFC 5737, 3849, 2544).</summary>
    Private,

    /// <summary>Of the link alone (RFC 3927, RFC 4291 section 2.5.6).</summary>
    LinkLocal,

    /// <summary>Where a cloud tells a machine its secrets: scanned only when named by its address.</summary>
    Metadata,

    /// <summary>Somebody's on the Internet: scanned only with the word that it is allowed.</summary>
    Public,

    /// <summary>Many hosts at once: never scanned.</summary>
    Multicast,

    /// <summary>Every host of a link: never scanned.</summary>
    Broadcast,

    /// <summary>No host's: never scanned.</summary>
    Reserved,
}
