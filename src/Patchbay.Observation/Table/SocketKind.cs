namespace Patchbay.Observation;

/// <summary>The tables a socket can stand in.</summary>
public enum SocketKind
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,

    /// <summary>Raw IP (raw(7)).</summary>
    Raw,

    /// <summary>A Unix socket that carries a stream (unix(7)).</summary>
    UnixStream,

    /// <summary>A Unix socket that carries datagrams.</summary>
    UnixDatagram,

    /// <summary>A Unix socket that carries packets in sequence.</summary>
    UnixSequenced,

    /// <summary>A packet socket that sees link headers (packet(7)).</summary>
    PacketRaw,

    /// <summary>A packet socket that does not.</summary>
    PacketDatagram,
}
