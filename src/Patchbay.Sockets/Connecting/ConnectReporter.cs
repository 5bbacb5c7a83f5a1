namespace Patchbay.Sockets;

/// <summary>Who ended an attempt to connect.</summary>
public enum ConnectReporter
{
    /// <summary>The platform does not tell. Everywhere but on Linux.</summary>
    Unknown,

    /// <summary>No answer came.</summary>
    Nobody,

    /// <summary>This machine's own stack: no route, a local rule, no answer to ARP or neighbour discovery.</summary>
    ThisMachine,

    /// <summary>The address itself, by SYN-ACK, RST or ICMP. A firewall that forges the target's RST cannot be told from it.</summary>
    Target,

    /// <summary>Another machine on the way, by ICMP: <see cref="IcmpError.Reporter"/> has its address.</summary>
    Router,
}
