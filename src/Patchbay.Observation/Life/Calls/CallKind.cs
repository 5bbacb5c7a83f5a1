namespace Patchbay.Observation;

/// <summary>What a call means to the descriptors of its process, and when it is told.</summary>
enum CallKind
{
    /// <summary>Its first argument can only be a socket.</summary>
    OnSocket,

    /// <summary>Its first argument may be any file; told when it is a socket.</summary>
    OnFile,

    /// <summary>Moves bytes between two files; told when one is a socket.</summary>
    Between,
    Socket,
    SocketPair,
    Accept,
    Close,
    CloseRange,
    Duplicate,
    DuplicateTo,
    Fcntl,
    Ioctl,
    Poll,
    Select,
    EpollWait,
    EpollControl,

    // What follows is never told; it changes which descriptors are what.
    EpollCreate,
    RingSetup,
    RingEnter,
    BorrowDescriptor,
    Unshare,
    Fork,
    Clone,
    Clone3,
    Restart,
}
