namespace Patchbay.Sockets;

/// <summary>The steps of a socket's life, in the order a healthy one takes them.</summary>
public enum SocketStep
{
    /// <summary>socket(2) returned a descriptor.</summary>
    Created,

    /// <summary>bind(2): the socket has a local address; with port 0, this is when the kernel chose the port.</summary>
    Bound,

    /// <summary>listen(2): the kernel completes handshakes for us from now on.</summary>
    Listening,

    /// <summary>connect(2) was issued. A client's ephemeral port is lent here, not at socket(2).</summary>
    Connecting,

    /// <summary>connect(2) succeeded; <see cref="SocketEvent.Duration"/> is the handshake as the program saw it.</summary>
    Connected,

    /// <summary>connect(2) failed; <see cref="SocketEvent.Errno"/> tells why.</summary>
    ConnectFailed,

    /// <summary>accept(2) returned a new descriptor for a finished handshake; the listener stays.</summary>
    Accepted,

    /// <summary>Bytes came from the kernel; the first such event is the first byte.</summary>
    Received,

    /// <summary>The kernel took bytes from us; it says nothing of the peer.</summary>
    Sent,

    /// <summary>The peer's FIN arrived: a read of zero bytes.</summary>
    PeerFinished,

    /// <summary>shutdown(2) for writing: our FIN follows the last byte.</summary>
    WeFinished,

    /// <summary>The peer's RST arrived, or the kernel gave the connection up; <see cref="SocketEvent.Errno"/> tells.</summary>
    ResetByPeer,

    /// <summary>We aborted: RST instead of FIN, unsent and unread bytes are lost.</summary>
    Aborted,

    /// <summary>A service's own word about the connection: NICK, a PASV data connection, tick 1042.</summary>
    Annotated,

    /// <summary>close(2): the descriptor is gone. Whoever sent the first FIN keeps TIME_WAIT.</summary>
    Closed,
}
