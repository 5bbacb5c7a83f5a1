namespace Patchbay.Linux.IoUring;

/// <summary>Bits of include/uapi/linux/io_uring.h, under the kernel's names without the IORING_ prefix.</summary>
internal static class IoUringFlags
{
    public const uint SETUP_CQSIZE = 1 << 3;
    public const uint SETUP_CLAMP = 1 << 4;
    public const uint SETUP_SUBMIT_ALL = 1 << 7;
    public const uint SETUP_TASKRUN_FLAG = 1 << 9;
    public const uint SETUP_SINGLE_ISSUER = 1 << 12;
    public const uint SETUP_DEFER_TASKRUN = 1 << 13;
    public const uint SETUP_NO_SQARRAY = 1 << 16;

    public const uint FEAT_SINGLE_MMAP = 1 << 0;
    public const uint FEAT_NODROP = 1 << 1;
    public const uint FEAT_SUBMIT_STABLE = 1 << 2;

    public const uint ENTER_GETEVENTS = 1 << 0;
    public const uint ENTER_REGISTERED_RING = 1 << 4;

    public const uint REGISTER_RING_FDS = 20;
    public const uint REGISTER_PBUF_RING = 22;
    public const uint UNREGISTER_PBUF_RING = 23;

    public const uint SQ_CQ_OVERFLOW = 1 << 1;
    public const uint SQ_TASKRUN = 1 << 2;

    public const byte SQE_BUFFER_SELECT = 1 << 5;

    public const ushort RECVSEND_POLL_FIRST = 1 << 0;
    public const ushort RECV_MULTISHOT = 1 << 1;

    public const uint ASYNC_CANCEL_ALL = 1 << 0;
    public const uint ASYNC_CANCEL_FD = 1 << 1;

    public const uint CQE_F_BUFFER = 1 << 0;
    public const uint CQE_F_MORE = 1 << 1;
    public const int CQE_BUFFER_SHIFT = 16;

    public const long OFF_SQ_RING = 0;
    public const long OFF_SQES = 0x10000000;
}
