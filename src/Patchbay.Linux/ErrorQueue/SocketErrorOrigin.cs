namespace Patchbay.Linux;

/// <summary>SO_EE_ORIGIN_* of linux/errqueue.h.</summary>
public enum SocketErrorOrigin : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>This machine's own stack.</summary>
    Local = 1,

    /// <summary>An ICMP message (RFC 792).</summary>
    Icmp = 2,

    /// <summary>An ICMPv6 message (RFC 4443).</summary>
    Icmp6 = 3,
}
