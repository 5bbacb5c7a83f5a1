namespace Patchbay.Observation;

/// <summary>What a line of <c>lab step</c> does.</summary>
public enum StepVerb
{
    /// <summary>socket(2).</summary>
    Socket,

    /// <summary>bind(2).</summary>
    Bind,

    /// <summary>listen(2).</summary>
    Listen,

    /// <summary>accept(2).</summary>
    Accept,

    /// <summary>connect(2).</summary>
    Connect,

    /// <summary>send(2).</summary>
    Send,

    /// <summary>sendto(2).</summary>
    SendTo,

    /// <summary>recv(2).</summary>
    Recv,

    /// <summary>recvfrom(2).</summary>
    RecvFrom,

    /// <summary>shutdown(2).</summary>
    Shutdown,

    /// <summary>close(2).</summary>
    Close,

    /// <summary>getsockopt(2).</summary>
    GetSockOpt,

    /// <summary>setsockopt(2).</summary>
    SetSockOpt,

    /// <summary>getsockname(2).</summary>
    SockName,

    /// <summary>getpeername(2).</summary>
    PeerName,

    /// <summary>Waits for the call that would block.</summary>
    Wait,

    /// <summary>Shows every socket.</summary>
    Show,

    /// <summary>Tells what can be typed.</summary>
    Help,

    /// <summary>Ends.</summary>
    Quit,
}
