namespace Patchbay.Sockets;

/// <summary>What an <see cref="Address"/> names once its layers are taken off: the base of the grammar.</summary>
public enum AddressKind
{
    /// <summary>A TCP endpoint: <c>tcp:host:port</c>, <c>tcp-listen:port</c>, <c>host:port</c>.</summary>
    Tcp,

    /// <summary>A UDP endpoint: <c>udp:host:port</c>, <c>udp-listen:port</c>.</summary>
    Udp,

    /// <summary>A multicast group: <c>multicast:group:port</c>.</summary>
    Multicast,

    /// <summary>A Unix stream socket, by path or (with a leading <c>@</c>) in the abstract namespace.</summary>
    Unix,

    /// <summary>A Unix datagram socket: <c>unixgram:path</c>.</summary>
    UnixDatagram,

    /// <summary>A raw IP socket: <c>raw:protocol:host</c>.</summary>
    Raw,

    /// <summary>A packet socket on an interface: <c>packet:eth0</c>.</summary>
    Packet,

    /// <summary>A command whose stdin and stdout are the two directions: <c>exec:command</c>.</summary>
    Exec,

    /// <summary>This program's own stdin and stdout: <c>-</c>.</summary>
    Standard,

    /// <summary>An inherited descriptor: <c>fd:3</c>.</summary>
    Descriptor,

    /// <summary>A socket passed by the service manager (LISTEN_FDS): <c>systemd:name</c>.</summary>
    Systemd,

    /// <summary>A file: <c>file:/path</c>.</summary>
    File,

    /// <summary>A service of the running node, by its name: <c>echo</c>.</summary>
    Service,
}
