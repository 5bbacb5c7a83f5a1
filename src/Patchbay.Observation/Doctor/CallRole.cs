namespace Patchbay.Observation;

/// <summary>What a system call does, by its name in section 2 of the manual.</summary>
static class CallRole
{
    const int MSG_PEEK = 2;

    /// <summary>Takes bytes in. One that only peeks leaves them where they are.</summary>
    public static bool IsRead(CallEvent call) => call.Name is "read" or "readv" or "recv" or "recvfrom" or "recvmsg" or "recvmmsg" && (call.Flags & MSG_PEEK) == 0;

    public static bool IsWrite(string name) => name is "write" or "writev" or "send" or "sendto" or "sendmsg" or "sendmmsg" or "sendfile" or "sendfile64";

    public static bool IsAccept(string name) => name is "accept" or "accept4";

    public static bool IsConnect(string name) => name is "connect";

    /// <summary>Waits for descriptors.</summary>
    public static bool IsWait(string name) => name is "poll" or "ppoll" or "select" or "pselect6" or "epoll_wait" or "epoll_pwait" or "epoll_pwait2";

    /// <summary>When a call returned; a call that never did, at the end of the recording.</summary>
    public static TimeSpan EndOf(CallEvent call, TimeSpan end) => call.Result is null && call.At + call.Took < end ? end : call.At + call.Took;
}
