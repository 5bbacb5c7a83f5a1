namespace Patchbay.Linux;

/// <summary>What poll(2), epoll(7) and IORING_OP_POLL_ADD wait for. Errors and hang-ups are always told.</summary>
[Flags]
public enum PollEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is something to read.</summary>
    In = 1,

    /// <summary>There is room to write.</summary>
    Out = 4,

    /// <summary>An error is pending, or the error queue has an entry.</summary>
    Error = 8,

    /// <summary>Hung up.</summary>
    HangUp = 16,
}
