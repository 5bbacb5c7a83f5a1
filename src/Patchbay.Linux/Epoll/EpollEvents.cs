namespace Patchbay.Linux;

/// <summary>What epoll(7) tells of a descriptor, and how it watches it (epoll_ctl(2)).</summary>
[Flags]
public enum EpollEvents : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Readable (EPOLLIN).</summary>
    In = 1,

    /// <summary>Urgent data has come (EPOLLPRI).</summary>
    Priority = 2,

    /// <summary>Writable (EPOLLOUT).</summary>
    Out = 4,

    /// <summary>An error waits; told without being asked for (EPOLLERR).</summary>
    Error = 8,

    /// <summary>Both directions are over; told without being asked for (EPOLLHUP).</summary>
    HangUp = 0x10,

    /// <summary>The peer has finished sending (EPOLLRDHUP).</summary>
    PeerFinished = 0x2000,

    /// <summary>Told once, and then not before <see cref="Epoll.Change"/> asks anew (EPOLLONESHOT).</summary>
    OneShot = 1u << 30,

    /// <summary>Told once for each change and not for as long as it is so (EPOLLET).</summary>
    EdgeTriggered = 1u << 31,
}
