namespace Patchbay.Observation;

/// <summary>What an argument of a system call is, and so how it is read and written. Names with In are read when the call is entered, with Out when it returns.</summary>
enum CallArgument
{
    /// <summary>Not shown: what the C library adds.</summary>
    Hidden,
    Descriptor,
    Number,
    Size,
    Pointer,
    Family,
    Type,
    Protocol,
    SocketFlags,
    AddressIn,
    AddressOut,

    /// <summary>A pointer to a length that the kernel may change.</summary>
    LengthOut,
    BytesIn,
    BytesOut,
    VectorIn,
    VectorOut,
    MessageIn,
    MessageOut,
    MessagesIn,
    MessagesOut,
    MessageFlags,
    How,
    Level,
    OptionName,
    OptionIn,
    OptionOut,
    PollOut,

    /// <summary>An fd_set, as it was and as it is left.</summary>
    SetOut,
    TimeSpec,
    TimeVal,
    EpollOperation,
    EpollEventIn,
    EpollEventsOut,
    FcntlCommand,
    FcntlArgument,
    IoctlRequest,
    IoctlArgument,
    OpenFlags,
    SpliceFlags,
    RangeFlags,
    PairOut,
}
