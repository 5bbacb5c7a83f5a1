namespace Patchbay.Observation;

/// <summary>What a call does, by its name.</summary>
static class CallKinds
{
    /// <summary>Hands bytes to the kernel.</summary>
    public static bool Sends(CallEvent call) => call.Name is "send" or "sendto" or "sendmsg" or "sendmmsg" or "write" or "writev" or "sendfile" or "sendfile64" or "pwritev2";

    /// <summary>Takes bytes from the kernel.</summary>
    public static bool Receives(CallEvent call) => call.Name is "recv" or "recvfrom" or "recvmsg" or "recvmmsg" or "read" or "readv" or "preadv2";

    /// <summary>Takes a connection from a listener.</summary>
    public static bool Accepts(CallEvent call) => call.Name is "accept" or "accept4";

    /// <summary>Gives the descriptor back.</summary>
    public static bool Closes(CallEvent call) => call.Name is "close" or "close_range";

    /// <summary>Sends a FIN: a close, or a shutdown of the sending direction.</summary>
    public static bool Finishes(CallEvent call) => call.Result == 0 && (Closes(call) || (call.Name == "shutdown" && call.Flags != 0));

    /// <summary>Waits for several sockets.</summary>
    public static bool Waits(CallEvent call) =>
        call.Name is "poll" or "ppoll" or "select" or "pselect6" or "epoll_wait" or "epoll_pwait" or "epoll_pwait2" or "io_uring_enter";
}
