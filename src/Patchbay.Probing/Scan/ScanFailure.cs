namespace Patchbay.Probing;

/// <summary>Why a scan, a ping or a traceroute cannot begin or go on.</summary>
public enum ScanFailure
{
    /// <summary>A target, a port or an option that makes no sense.</summary>
    BadInput,

    /// <summary>A name without an address.</summary>
    NameNotResolved,

    /// <summary>A right is missing (CAP_NET_RAW, ping_group_range).</summary>
    Denied,

    /// <summary>This system has no such thing.</summary>
    Unsupported,

    /// <summary>A rule of safety forbids it: a public address without --authorized, multicast, reserved.</summary>
    Forbidden,

    /// <summary>A file cannot be read, or is not what it should be.</summary>
    BadFile,

    /// <summary>The kernel refused.</summary>
    System,
}
