namespace Patchbay.Linux.IoUring;

/// <summary>The operations we submit (include/uapi/linux/io_uring.h, enum io_uring_op).</summary>
public enum IoUringOp : byte
{
    /// <summary>Does nothing; completes with 0.</summary>
    Nop = 0,

    /// <summary>Waits for poll(2)'s events, once.</summary>
    PollAdd = 6,

    /// <summary>sendmsg(2).</summary>
    SendMessage = 9,

    /// <summary>accept4(2).</summary>
    Accept = 13,

    /// <summary>Cancels what matches.</summary>
    AsyncCancel = 14,

    /// <summary>connect(2).</summary>
    Connect = 16,

    /// <summary>read(2).</summary>
    Read = 22,

    /// <summary>send(2).</summary>
    Send = 26,

    /// <summary>recv(2).</summary>
    Receive = 27,
}
