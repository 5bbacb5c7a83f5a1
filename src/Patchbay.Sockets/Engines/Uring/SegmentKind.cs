namespace Patchbay.Sockets;

/// <summary>What a <see cref="ReceivedSegment"/> says.</summary>
internal enum SegmentKind
{
    /// <summary>Bytes in a buffer of the kernel's buffer ring: give it back soon, there are few.</summary>
    Lent,

    /// <summary>Bytes in a block of the ring's pool.</summary>
    Owned,

    /// <summary>No more bytes.</summary>
    End,

    /// <summary>CancelPendingRead was called.</summary>
    Cancel,

    /// <summary>The token of the pending read was cancelled.</summary>
    TokenCancel,

    /// <summary>Not a message: the reader waits, the next message must wake it.</summary>
    Waiting,

    /// <summary>Not a message: the reader is completed, nobody takes messages any more.</summary>
    Closed,
}
