using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Patchbay.Linux.IoUring;

/// <summary>
/// One io_uring instance: a queue of submissions the kernel reads and a queue of completions it writes. Made for one thread: create, use and dispose it
/// on the same one (SETUP_SINGLE_ISSUER binds it to the first submitter). Needs Linux 6.1.
/// </summary>
public sealed unsafe class Ring : IDisposable
{
    readonly int _descriptor;
    readonly int _enterDescriptor;
    readonly uint _enterFlags;
    readonly byte* _rings;
    readonly nuint _ringsLength;
    readonly SubmissionEntry* _submissions;
    readonly nuint _submissionsLength;
    readonly uint* _sqHead, _sqTail, _sqFlags, _cqHead, _cqTail;
    readonly CompletionEntry* _completions;
    readonly uint _sqMask, _cqMask;
    uint _tail, _submitted;

    Ring(int descriptor, in IoUringParams p, byte* rings, nuint ringsLength, SubmissionEntry* submissions, nuint submissionsLength)
    {
        _descriptor = descriptor;
        _rings = rings;
        _ringsLength = ringsLength;
        _submissions = submissions;
        _submissionsLength = submissionsLength;
        _sqHead = (uint*)(rings + p.Submission.Head);
        _sqTail = (uint*)(rings + p.Submission.Tail);
        _sqFlags = (uint*)(rings + p.Submission.Flags);
        _sqMask = *(uint*)(rings + p.Submission.Mask);
        _cqHead = (uint*)(rings + p.Completion.Head);
        _cqTail = (uint*)(rings + p.Completion.Tail);
        _cqMask = *(uint*)(rings + p.Completion.Mask);
        _completions = (CompletionEntry*)(rings + p.Completion.Entry);
        if ((p.Flags & IoUringFlags.SETUP_NO_SQARRAY) == 0)
        {
            // Kernels before 6.6 look entries up through an array of indices; ours is the identity.
            var array = (uint*)(rings + p.Submission.Array);
            for (uint i = 0; i <= _sqMask; i++)
            {
                array[i] = i;
            }
        }

        (_enterDescriptor, _enterFlags) = RegisterSelf(descriptor);
    }

    /// <summary>How many entries fit in the submission queue.</summary>
    public int SubmissionCapacity => (int)_sqMask + 1;

    /// <summary>Entries filled and not submitted yet.</summary>
    public uint Pending => _tail - _submitted;

    /// <summary>
    /// Creates a ring on the calling thread. On failure gives the errno: EPERM (kernel.io_uring_disabled or seccomp), ENOSYS, EINVAL (kernel before
    /// 6.1), ENOMEM (RLIMIT_MEMLOCK).
    /// </summary>
    /// <param name="submissionEntries">A power of two.</param>
    /// <param name="completionEntries">A power of two, larger than the former.</param>
    /// <param name="ring">The ring.</param>
    /// <param name="errno">0, or why not.</param>
    public static bool TryCreate(uint submissionEntries, uint completionEntries, [NotNullWhen(true)] out Ring? ring, out int errno)
    {
        const uint Needed = IoUringFlags.FEAT_SINGLE_MMAP | IoUringFlags.FEAT_NODROP | IoUringFlags.FEAT_SUBMIT_STABLE;
        const uint Flags = IoUringFlags.SETUP_CQSIZE | IoUringFlags.SETUP_CLAMP | IoUringFlags.SETUP_SUBMIT_ALL | IoUringFlags.SETUP_SINGLE_ISSUER
            | IoUringFlags.SETUP_DEFER_TASKRUN | IoUringFlags.SETUP_TASKRUN_FLAG;
        ring = null;
        IoUringParams parameters = new() { Flags = Flags | IoUringFlags.SETUP_NO_SQARRAY, CompletionEntries = completionEntries };
        var descriptor = IoUringCalls.Setup(submissionEntries, &parameters);
        if (descriptor == -Errno.EINVAL)
        {
            // NO_SQARRAY is of 6.6; the rest is of 6.1.
            parameters = new() { Flags = Flags, CompletionEntries = completionEntries };
            descriptor = IoUringCalls.Setup(submissionEntries, &parameters);
        }

        if (descriptor < 0)
        {
            errno = -descriptor;
            return false;
        }

        errno = (parameters.Features & Needed) == Needed ? Map(descriptor, in parameters, out ring) : Errno.EINVAL;
        if (ring is null)
        {
            _ = IoUringCalls.close(descriptor);
        }

        return ring is not null;
    }

    static int Map(int descriptor, in IoUringParams p, out Ring? ring)
    {
        ring = null;
        var sqLength = p.Submission.Array + (p.SubmissionEntries * sizeof(uint));
        var cqLength = p.Completion.Entry + (p.CompletionEntries * (uint)sizeof(CompletionEntry));
        nuint ringsLength = Math.Max(sqLength, cqLength);
        nuint submissionsLength = p.SubmissionEntries * (uint)sizeof(SubmissionEntry);
        var rings = IoUringCalls.mmap(null, ringsLength, IoUringCalls.PROT_READ_WRITE, IoUringCalls.MAP_SHARED_POPULATE, descriptor, IoUringFlags.OFF_SQ_RING);
        if (rings == IoUringCalls.MapFailed)
        {
            return System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        }

        var submissions = IoUringCalls.mmap(null, submissionsLength, IoUringCalls.PROT_READ_WRITE, IoUringCalls.MAP_SHARED_POPULATE, descriptor, IoUringFlags.OFF_SQES);
        if (submissions == IoUringCalls.MapFailed)
        {
            var errno = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
            _ = IoUringCalls.munmap(rings, ringsLength);
            return errno;
        }

        ring = new Ring(descriptor, in p, (byte*)rings, ringsLength, (SubmissionEntry*)submissions, submissionsLength);
        return 0;
    }

    /// <summary>Registers the ring's own descriptor with this thread, which saves its look-up on every enter. Optional: on refusal the plain one serves.</summary>
    static (int Descriptor, uint Flags) RegisterSelf(int descriptor)
    {
        // struct io_uring_rsrc_update { u32 offset; u32 resv; u64 data; }; offset -1 lets the kernel choose the index and return it there.
        var update = stackalloc ulong[2] { uint.MaxValue, (uint)descriptor };
        return IoUringCalls.Register(descriptor, IoUringFlags.REGISTER_RING_FDS, update, 1) == 1
            ? ((int)(uint)update[0], IoUringFlags.ENTER_REGISTERED_RING)
            : (descriptor, 0u);
    }

    /// <summary>
    /// The next free submission entry, or null when the queue is full: submit, then ask again. The caller prepares it at once; it goes out with the next
    /// <see cref="Enter"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SubmissionEntry* NextEntry()
    {
        if (_tail - Volatile.Read(ref *_sqHead) > _sqMask)
        {
            return null;
        }

        return &_submissions[_tail++ & _sqMask];
    }

    /// <summary>The queue position of an entry: entries of the same position are never in use at the same time.</summary>
    public int PositionOf(SubmissionEntry* entry) => (int)(entry - _submissions);

    /// <summary>
    /// Submits what is pending and, when <paramref name="wait"/>, waits for a completion. Returns 0 or an errno worth a retry after the completions were
    /// drained (EINTR, EAGAIN, EBUSY).
    /// </summary>
    public int Enter(bool wait)
    {
        Volatile.Write(ref *_sqTail, _tail);
        var result = IoUringCalls.Enter(_enterDescriptor, _tail - _submitted, wait ? 1u : 0u, _enterFlags | IoUringFlags.ENTER_GETEVENTS);
        if (result < 0)
        {
            return -result;
        }

        _submitted += (uint)result;
        return 0;
    }

    /// <summary>The kernel has work to do that only an enter starts: deferred task work, or completions that did not fit.</summary>
    public bool NeedsEnter => (Volatile.Read(ref *_sqFlags) & (IoUringFlags.SQ_TASKRUN | IoUringFlags.SQ_CQ_OVERFLOW)) != 0;

    /// <summary>A completion waits to be taken.</summary>
    public bool HasCompletions => *_cqHead != Volatile.Read(ref *_cqTail);

    /// <summary>
    /// Moves completions out of the queue into <paramref name="batch"/> and frees their places, so that what the handlers submit can complete at once.
    /// Returns how many.
    /// </summary>
    public int TakeCompletions(Span<CompletionEntry> batch)
    {
        var head = *_cqHead;
        var count = (int)Math.Min(Volatile.Read(ref *_cqTail) - head, (uint)batch.Length);
        for (var i = 0; i < count; i++)
        {
            batch[i] = _completions[(head + (uint)i) & _cqMask];
        }

        Volatile.Write(ref *_cqHead, head + (uint)count);
        return count;
    }

    /// <summary>Registers a buffer ring for buffer selection; 0 or an errno.</summary>
    internal int RegisterBuffers(void* entries, uint count, ushort group)
    {
        // struct io_uring_buf_reg { u64 ring_addr; u32 ring_entries; u16 bgid; u16 flags; u64 resv[3]; }
        var registration = stackalloc ulong[5] { (ulong)entries, count | ((ulong)group << 32), 0, 0, 0 };
        return -IoUringCalls.Register(_descriptor, IoUringFlags.REGISTER_PBUF_RING, registration, 1);
    }

    internal void UnregisterBuffers(ushort group)
    {
        var registration = stackalloc ulong[5] { 0, (ulong)group << 32, 0, 0, 0 };
        _ = IoUringCalls.Register(_descriptor, IoUringFlags.UNREGISTER_PBUF_RING, registration, 1);
    }

    /// <summary>Gives the ring back. Operations still under way are cancelled by the kernel, at its leisure: unregister buffers first.</summary>
    public void Dispose()
    {
        _ = IoUringCalls.munmap(_submissions, _submissionsLength);
        _ = IoUringCalls.munmap(_rings, _ringsLength);
        _ = IoUringCalls.close(_descriptor);
    }
}
