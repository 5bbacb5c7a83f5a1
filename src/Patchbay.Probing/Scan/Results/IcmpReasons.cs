namespace Patchbay.Probing;

/// <summary>Which reason an ICMP error is (RFC 792, RFC 1812 section 5.2.7.1, RFC 4443 section 3).</summary>
public static class IcmpReasons
{
    /// <summary>The reason.</summary>
    /// <param name="version">4 or 6.</param>
    /// <param name="type">ICMP's type.</param>
    /// <param name="code">ICMP's code.</param>
    public static ProbeReason Of(int version, byte type, byte code) => (version, type, code) switch
    {
        (4, 3, 0 or 6 or 11) or (6, 1, 0) => ProbeReason.NetUnreachable,
        (4, 3, 1 or 7 or 8 or 12) or (6, 1, 2 or 3) => ProbeReason.HostUnreachable,
        (4, 3, 2) => ProbeReason.ProtoUnreachable,
        (4, 3, 3) or (6, 1, 4) => ProbeReason.PortUnreachable,
        (4, 3, 9) => ProbeReason.NetProhibited,
        (4, 3, 10) => ProbeReason.HostProhibited,
        (4, 3, 13) or (6, 1, 1) => ProbeReason.AdminProhibited,
        (4, 11, _) or (6, 3, _) => ProbeReason.TimeExceeded,
        _ => ProbeReason.OtherIcmp,
    };
}
