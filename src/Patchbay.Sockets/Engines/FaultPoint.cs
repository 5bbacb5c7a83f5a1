namespace Patchbay.Sockets;

/// <summary>Where the fault seam can strike.</summary>
internal enum FaultPoint
{
    Accept,
    Receive,
    Send,
    Connect,

    /// <summary>io_uring_enter(2); only the ring engine has it.</summary>
    Enter,
}
