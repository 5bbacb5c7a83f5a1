namespace Patchbay.Probing;

/// <summary>The words of states and reasons, as port scanners have them in common, so that outputs can be compared.</summary>
public static class ScanWords
{
    /// <summary>The word of a state.</summary>
    public static string Of(PortState state) => state switch
    {
        PortState.Open => "open",
        PortState.Closed => "closed",
        PortState.Filtered => "filtered",
        PortState.OpenFiltered => "open|filtered",
        PortState.Unfiltered => "unfiltered",
        _ => "unknown",
    };

    /// <summary>The word of a reason.</summary>
    public static string Of(ProbeReason reason) => reason switch
    {
        ProbeReason.SynAck => "syn-ack",
        ProbeReason.Reset => "reset",
        ProbeReason.NoResponse => "no-response",
        ProbeReason.UdpResponse => "udp-response",
        ProbeReason.PortUnreachable => "port-unreach",
        ProbeReason.HostUnreachable => "host-unreach",
        ProbeReason.NetUnreachable => "net-unreach",
        ProbeReason.ProtoUnreachable => "proto-unreach",
        ProbeReason.AdminProhibited => "admin-prohibited",
        ProbeReason.HostProhibited => "host-prohibited",
        ProbeReason.NetProhibited => "net-prohibited",
        ProbeReason.TimeExceeded => "time-exceeded",
        ProbeReason.OtherIcmp => "icmp-error",
        ProbeReason.EchoReply => "echo-reply",
        ProbeReason.ArpResponse => "arp-response",
        ProbeReason.NeighborResponse => "nd-response",
        ProbeReason.LocalHost => "localhost-response",
        ProbeReason.UserSet => "user-set",
        ProbeReason.LocalRule => "local-rule",
        ProbeReason.LocalError => "local-error",
        ProbeReason.NotFinished => "not-finished",
        _ => "none",
    };
}
