namespace Patchbay.Observation;

/// <summary>The timer that runs for a TCP socket, with the kernel's numbers.</summary>
public enum SocketTimer
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Something is sent again when it fires: data, a SYN, a FIN.</summary>
    Retransmission = 1,

    /// <summary>The peer is asked whether it is still there.</summary>
    KeepAlive = 2,

    /// <summary>The socket is forgotten.</summary>
    TimeWait = 3,

    /// <summary>The peer's closed window is probed.</summary>
    ZeroWindow = 4,
}
