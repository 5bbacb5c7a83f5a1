using System.Runtime.InteropServices;

namespace Patchbay.Linux.IoUring;

/// <summary>struct io_uring_sqe, with the fields of the operations we use. Prepare it by one of the methods: each writes every field that its operation reads.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public unsafe struct SubmissionEntry
{
    const uint MSG_NOSIGNAL = 0x4000;
    const uint MSG_WAITALL = 0x100;
    const uint SOCK_CLOEXEC = 0x80000;

    [FieldOffset(0)] IoUringOp _op;
    [FieldOffset(1)] byte _flags;
    [FieldOffset(2)] ushort _ioPriority;
    [FieldOffset(4)] int _descriptor;
    [FieldOffset(8)] ulong _offset;
    [FieldOffset(16)] ulong _address;
    [FieldOffset(24)] uint _length;
    [FieldOffset(28)] uint _operationFlags;
    [FieldOffset(32)] ulong _userData;
    [FieldOffset(40)] ushort _bufferGroup;

    /// <summary>Completes at once with 0.</summary>
    public void PrepareNop(ulong userData) => Clear(IoUringOp.Nop, -1, userData);

    /// <summary>read(2) of <paramref name="length"/> bytes. The memory stays put until the completion.</summary>
    public void PrepareRead(int descriptor, void* buffer, uint length, ulong userData)
    {
        Clear(IoUringOp.Read, descriptor, userData);
        _address = (ulong)buffer;
        _length = length;
    }

    /// <summary>accept4(2) of one connection, with SOCK_CLOEXEC.</summary>
    public void PrepareAccept(int descriptor, ulong userData)
    {
        Clear(IoUringOp.Accept, descriptor, userData);
        _operationFlags = SOCK_CLOEXEC;
    }

    /// <summary>recv(2) into buffers of the group, a completion for each until one comes without <see cref="CompletionEntry.HasMore"/>.</summary>
    public void PrepareMultishotReceive(int descriptor, ushort bufferGroup, ulong userData)
    {
        Clear(IoUringOp.Receive, descriptor, userData);
        _flags = IoUringFlags.SQE_BUFFER_SELECT;
        _ioPriority = IoUringFlags.RECV_MULTISHOT;
        _bufferGroup = bufferGroup;
    }

    /// <summary>One recv(2) of at most <paramref name="length"/> bytes into a buffer of the group.</summary>
    public void PrepareReceive(int descriptor, ushort bufferGroup, uint length, ulong userData)
    {
        Clear(IoUringOp.Receive, descriptor, userData);
        _flags = IoUringFlags.SQE_BUFFER_SELECT;
        _length = length;
        _bufferGroup = bufferGroup;
    }

    /// <summary>send(2) of all the bytes (MSG_WAITALL makes the kernel go on after a short send). The memory stays put until the completion.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="length">How many.</param>
    /// <param name="pollFirst">Wait for room first: the caller just saw EAGAIN.</param>
    /// <param name="userData">Comes back with the completion.</param>
    public void PrepareSend(int descriptor, void* buffer, uint length, bool pollFirst, ulong userData)
    {
        Clear(IoUringOp.Send, descriptor, userData);
        _ioPriority = pollFirst ? IoUringFlags.RECVSEND_POLL_FIRST : (ushort)0;
        _address = (ulong)buffer;
        _length = length;
        _operationFlags = MSG_NOSIGNAL | MSG_WAITALL;
    }

    /// <summary>sendmsg(2) of all the bytes. The header and its vector stay put until the entry is submitted (FEAT_SUBMIT_STABLE), the bytes until the completion.</summary>
    public void PrepareSendMessage(int descriptor, MessageHeader* message, bool pollFirst, ulong userData)
    {
        Clear(IoUringOp.SendMessage, descriptor, userData);
        _ioPriority = pollFirst ? IoUringFlags.RECVSEND_POLL_FIRST : (ushort)0;
        _address = (ulong)message;
        _length = 1;
        _operationFlags = MSG_NOSIGNAL | MSG_WAITALL;
    }

    /// <summary>connect(2). The address stays put until the completion.</summary>
    public void PrepareConnect(int descriptor, void* socketAddress, uint length, ulong userData)
    {
        Clear(IoUringOp.Connect, descriptor, userData);
        _address = (ulong)socketAddress;
        _offset = length;
    }

    /// <summary>Waits, once, until the descriptor has one of the events. Completes with those it has.</summary>
    public void PreparePoll(int descriptor, PollEvents events, ulong userData)
    {
        Clear(IoUringOp.PollAdd, descriptor, userData);
        _operationFlags = (uint)events;
    }

    /// <summary>Cancels the operation that was submitted with <paramref name="target"/>. Completes with 0, -ENOENT or -EALREADY.</summary>
    public void PrepareCancel(ulong target, ulong userData)
    {
        Clear(IoUringOp.AsyncCancel, -1, userData);
        _address = target;
    }

    /// <summary>Cancels every operation on a descriptor. Completes with how many, or -ENOENT.</summary>
    public void PrepareCancelAll(int descriptor, ulong userData)
    {
        Clear(IoUringOp.AsyncCancel, descriptor, userData);
        _operationFlags = IoUringFlags.ASYNC_CANCEL_FD | IoUringFlags.ASYNC_CANCEL_ALL;
    }

    void Clear(IoUringOp op, int descriptor, ulong userData)
    {
        this = default;
        _op = op;
        _descriptor = descriptor;
        _userData = userData;
    }
}
