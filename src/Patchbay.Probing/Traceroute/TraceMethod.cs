namespace Patchbay.Probing;

/// <summary>What a traceroute sends.</summary>
public enum TraceMethod
{
    /// <summary>ICMP echo requests: a ping socket where the kernel permits it, else a raw one.</summary>
    Icmp,

    /// <summary>UDP datagrams to one port: needs no right.</summary>
    Udp,

    /// <summary>TCP connections to one port, one at a time: needs no right (Linux 5.8).</summary>
    Tcp,
}
