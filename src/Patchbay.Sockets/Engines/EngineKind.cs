namespace Patchbay.Sockets;

/// <summary>Which socket engine to run on.</summary>
public enum EngineKind
{
    /// <summary><see cref="Uring"/> where a real round trip through io_uring works, else <see cref="Sockets"/>.</summary>
    Auto,

    /// <summary>System.Net.Sockets. Runs on every operating system.</summary>
    Sockets,

    /// <summary>io_uring, Linux 6.1 or later: continuations run on the thread pool. For code that may block.</summary>
    Uring,

    /// <summary>io_uring, Linux 6.1 or later: one ring per core, continuations run inline on the ring's thread. For code that never blocks.</summary>
    UringPinned,
}
