using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>
/// One ring and the thread that owns it: submits, waits, hands completions to their targets, runs what other threads post. Everything but
/// <see cref="Post"/>, <see cref="Run"/>, <see cref="Resume"/> and <see cref="Dispose"/> belongs to the ring's thread.
/// </summary>
internal sealed unsafe partial class RingThread : IDisposable
{
    const int BatchSize = 256;

    readonly RingSettings _settings;
    readonly ConcurrentQueue<(Action<object> Action, object State)> _posted = new();
    readonly ResumeQueue? _resumes;
    readonly EventDescriptor _wake = new();
    readonly ulong* _wakeBuffer = (ulong*)NativeMemory.Alloc(sizeof(ulong));
    readonly CompletionEntry[] _batch = new CompletionEntry[BatchSize];
    readonly TaskCompletionSource<int> _started = new();
    readonly Thread _thread;
    Ring _ring = null!;
    RingBuffers _buffers = null!;
    int _threadId, _sleeping;
    volatile bool _stopping;

    RingThread(int index, RingSettings settings)
    {
        _settings = settings;
        _resumes = settings.IsPinned ? null : new ResumeQueue();
        _thread = new Thread(Main) { IsBackground = true, Name = $"patchbay ring {index}" };
    }

    /// <summary>True on the ring's own thread.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == _threadId;

    public RingBuffers Buffers => _buffers;

    public PinnedBlockPool Blocks { get; } = new();

    public RingSettings Settings => _settings;

    /// <summary>Starts a ring; null and the errno when the kernel refuses.</summary>
    public static RingThread? TryStart(int index, RingSettings settings, out int errno)
    {
        var ring = new RingThread(index, settings);

        // Continuations run inline on this thread: they must not see the starter's async locals.
        ring._thread.UnsafeStart();
        errno = ring._started.Task.GetAwaiter().GetResult();
        return errno == 0 ? ring : null;
    }

    /// <summary>Runs <paramref name="action"/> on the ring's thread, in the order of the calls of one thread. Any thread. Lost when the ring has stopped.</summary>
    public void Post(Action<object> action, object state)
    {
        _posted.Enqueue((action, state));

        // Pairs with the fence before the ring looks at the queue for the last time.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) == 1 && Interlocked.Exchange(ref _sleeping, 0) == 1)
        {
            _wake.Signal();
        }
    }

    /// <summary>As <see cref="Post"/>, but at once when already on the ring's thread.</summary>
    public void Run(Action<object> action, object state)
    {
        if (IsCurrent)
        {
            action(state);
        }
        else
        {
            Post(action, state);
        }
    }

    /// <summary>Runs an application's continuation where the mode says: inline on the ring's thread when pinned, else on the thread pool. Any thread.</summary>
    public void Resume(IThreadPoolWorkItem continuation)
    {
        if (_resumes is null)
        {
            Run(static item => ((IThreadPoolWorkItem)item).Execute(), continuation);
        }
        else if (IsCurrent)
        {
            _resumes.Add(continuation);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: true);
        }
    }

    /// <summary>Ends every target and then the thread, which gives back what it owns. Waits 5 s at most.</summary>
    public void Dispose()
    {
        Post(static ring => ((RingThread)ring).BeginStop(), this);
        _thread.Join(TimeSpan.FromSeconds(5));
    }

    void Main()
    {
        var errno = Open();
        _started.SetResult(errno);
        if (errno == 0)
        {
            Loop();
            _buffers.Dispose();
            _ring.Dispose();
        }

        _wake.Dispose();
        NativeMemory.Free(_wakeBuffer);
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
    }

    int Open()
    {
        _threadId = Environment.CurrentManagedThreadId;
        Blocks.Own();
        if (!Ring.TryCreate(_settings.SubmissionEntries, _settings.CompletionEntries, out var ring, out var errno))
        {
            return errno;
        }

        if (!BufferRing.TryCreate(ring, group: 0, _settings.BufferCount, RingSettings.BufferSize, out var buffers, out errno))
        {
            ring.Dispose();
            return errno;
        }

        _ring = ring;
        _buffers = new RingBuffers(buffers, Blocks);
        _messages = (MessageHeader*)NativeMemory.Alloc((nuint)ring.SubmissionCapacity, (nuint)sizeof(MessageHeader));
        _vectors = (IoVector*)NativeMemory.Alloc((nuint)(ring.SubmissionCapacity * VectorsPerMessage), (nuint)sizeof(IoVector));
        ArmWake();
        return 0;
    }

    void Loop()
    {
        while (true)
        {
            while (_posted.TryDequeue(out var work))
            {
                work.Action(work.State);
            }

            RearmStarved();
            _buffers.Publish();
            if (_stopping && _targetCount == 0)
            {
                // What the posted work resumed has not been handed over yet.
                _resumes?.Flush();
                return;
            }

            Enter();
            DispatchBatch();
            _resumes?.Flush();
        }
    }

    void Enter()
    {
        var wait = _side.Count == 0 && !_ring.HasCompletions;
        if (wait)
        {
            Volatile.Write(ref _sleeping, 1);
            Interlocked.MemoryBarrier();
            wait = _posted.IsEmpty;
        }

        if (wait || _ring.Pending != 0 || _ring.NeedsEnter)
        {
            EnterKernel(wait);
        }

        Volatile.Write(ref _sleeping, 0);
    }

    void EnterKernel(bool wait)
    {
        if (_settings.Faults is { } faults && faults.Errno(FaultPoint.Enter) != 0)
        {
            return;
        }

        var errno = _ring.Enter(wait);
        if (errno is not (0 or Errno.EINTR or Errno.EAGAIN or Errno.EBUSY))
        {
            // Nothing the loop can mend, and going on would spin: say so and let every connection end.
            Environment.FailFast($"io_uring_enter failed: {Errno.Describe(errno)} ({errno}).");
        }
    }

    void DispatchBatch()
    {
        // What was set aside is older than what is in the ring.
        for (var count = _side.Count; count > 0; count--)
        {
            Dispatch(_side.Dequeue());
        }

        var taken = _ring.TakeCompletions(_batch);
        for (var i = 0; i < taken; i++)
        {
            Dispatch(in _batch[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Dispatch(in CompletionEntry completion)
    {
        var userData = completion.UserData;
        var op = (RingOp)(byte)userData;
        if (op == RingOp.Wake)
        {
            ArmWake();
            return;
        }

        ref var slot = ref _slots[(int)(userData >> 32)];
        if (slot.Target is not { } target || slot.Generation != (uint)(userData & GenerationMask))
        {
            // A target is released only when nothing of it is outstanding, so this is never reached; it is here so that a mistake costs no buffer.
            if (completion.HasBuffer)
            {
                _buffers.Recycle(completion.BufferId);
            }

            return;
        }

        if (!completion.HasMore)
        {
            slot.Outstanding--;
        }

        target.OnCompletion(op, in completion);

        // The table may have grown, and the slot may have been released and taken again.
        ref var after = ref _slots[(int)(userData >> 32)];
        if (after.Outstanding == 0 && ReferenceEquals(after.Target, target))
        {
            target.OnQuiescent();
        }
    }

    void BeginStop()
    {
        _stopping = true;
        foreach (var slot in _slots.AsSpan().ToArray())
        {
            slot.Target?.OnRingStopping();
        }
    }
}
