using System.Runtime.CompilerServices;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>The table of targets and the operations they submit. Ring thread only.</summary>
internal sealed unsafe partial class RingThread
{
    /// <summary>Pieces of one sendmsg(2): 16 blocks are 256 KiB.</summary>
    public const int VectorsPerMessage = 16;

    const ulong GenerationMask = 0xFFFF_FF00;
    const uint GenerationStep = 0x100;

    readonly Stack<int> _freeSlots = new();
    readonly Queue<CompletionEntry> _side = new();
    readonly List<UringConnection> _starved = [];
    Slot[] _slots = new Slot[64];
    int _usedSlots, _targetCount;

    // One of each per submission entry: the kernel has copied them when the entry is free again (FEAT_SUBMIT_STABLE).
    MessageHeader* _messages;
    IoVector* _vectors;

    /// <summary>Gives a target its place in the table.</summary>
    public int Add(IRingTarget target)
    {
        if (!_freeSlots.TryPop(out var index))
        {
            index = _usedSlots++;
            if (index == _slots.Length)
            {
                Array.Resize(ref _slots, index * 2);
            }
        }

        _slots[index].Target = target;
        _targetCount++;
        return index;
    }

    /// <summary>Takes a target out. Invariant: nothing of it is outstanding.</summary>
    public void Remove(int index)
    {
        ref var slot = ref _slots[index];
        slot.Target = null;
        slot.Generation = (uint)((slot.Generation + GenerationStep) & GenerationMask);
        _freeSlots.Push(index);
        _targetCount--;
    }

    public bool IsStopping => _stopping;

    public int Outstanding(int slot) => _slots[slot].Outstanding;

    public void Accept(int slot, int descriptor)
    {
        if (!Injected(slot, RingOp.Accept, FaultPoint.Accept))
        {
            Entry()->PrepareAccept(descriptor, Begin(slot, RingOp.Accept));
        }
    }

    public void Receive(int slot, int descriptor)
    {
        if (_settings.Faults is { } faults)
        {
            // One receive at a time, so that each can fail or be cut short.
            if (!Injected(slot, RingOp.Receive, FaultPoint.Receive))
            {
                var length = faults.Limit(FaultPoint.Receive, _buffers.Size);
                Entry()->PrepareReceive(descriptor, _buffers.Group, (uint)length, Begin(slot, RingOp.Receive));
            }

            return;
        }

        Entry()->PrepareMultishotReceive(descriptor, _buffers.Group, Begin(slot, RingOp.Receive));
    }

    public void Send(int slot, int descriptor, byte* bytes, int length, bool pollFirst)
    {
        if (_settings.Faults is { } faults)
        {
            if (Injected(slot, RingOp.Send, FaultPoint.Send))
            {
                return;
            }

            length = faults.Limit(FaultPoint.Send, length);
        }

        Entry()->PrepareSend(descriptor, bytes, (uint)length, pollFirst, Begin(slot, RingOp.Send));
    }

    /// <summary>Sends what <paramref name="writer"/> puts into the vector.</summary>
    public void SendMany(int slot, int descriptor, RingPipeWriter writer, bool pollFirst)
    {
        if (Injected(slot, RingOp.Send, FaultPoint.Send))
        {
            return;
        }

        var entry = Entry();
        var position = _ring.PositionOf(entry);
        var message = &_messages[position];
        *message = default;
        message->Vectors = &_vectors[position * VectorsPerMessage];
        message->Count = (nuint)writer.FillVectors(message->Vectors, VectorsPerMessage);
        entry->PrepareSendMessage(descriptor, message, pollFirst, Begin(slot, RingOp.Send));
    }

    public void Connect(int slot, int descriptor, byte* address, int length)
    {
        if (!Injected(slot, RingOp.Connect, FaultPoint.Connect))
        {
            Entry()->PrepareConnect(descriptor, address, (uint)length, Begin(slot, RingOp.Connect));
        }
    }

    /// <summary>Waits, once, until the descriptor has one of the events.</summary>
    public void Poll(int slot, RingOp op, int descriptor, PollEvents events)
    {
        var userData = Begin(slot, op);
        Entry()->PreparePoll(descriptor, events, userData);
    }

    /// <summary>Cancels one kind of operation of a target.</summary>
    public void Cancel(int slot, RingOp op)
    {
        var userData = Begin(slot, RingOp.Cancel);
        Entry()->PrepareCancel(UserData(slot, op), userData);
    }

    /// <summary>Cancels everything under way on a descriptor.</summary>
    public void CancelAll(int slot, int descriptor)
    {
        var userData = Begin(slot, RingOp.Cancel);
        Entry()->PrepareCancelAll(descriptor, userData);
    }

    /// <summary>Receives again once the completions at hand are worked off: there was no buffer, or no memory.</summary>
    public void ReceiveLater(UringConnection connection) => _starved.Add(connection);

    void RearmStarved()
    {
        if (_starved.Count == 0)
        {
            return;
        }

        // Buffers first: receiving again without one would only fail again.
        _buffers.Publish();
        foreach (var connection in _starved)
        {
            connection.Receive();
        }

        _starved.Clear();
    }

    void ArmWake() => Entry()->PrepareRead(_wake.Descriptor, _wakeBuffer, sizeof(ulong), (ulong)RingOp.Wake);

    bool Injected(int slot, RingOp op, FaultPoint point)
    {
        if (_settings.Faults is { } faults && faults.Errno(point) is var errno and not 0)
        {
            _side.Enqueue(new CompletionEntry(Begin(slot, op), -errno));
            return true;
        }

        return false;
    }

    ulong Begin(int slot, RingOp op)
    {
        _slots[slot].Outstanding++;
        return UserData(slot, op);
    }

    ulong UserData(int slot, RingOp op) => ((ulong)(uint)slot << 32) | _slots[slot].Generation | (byte)op;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    SubmissionEntry* Entry()
    {
        var entry = _ring.NextEntry();
        return entry != null ? entry : EntryAfterFlush();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    SubmissionEntry* EntryAfterFlush()
    {
        Span<CompletionEntry> completions = stackalloc CompletionEntry[64];
        while (true)
        {
            EnterKernel(wait: false);
            var entry = _ring.NextEntry();
            if (entry != null)
            {
                return entry;
            }

            // The kernel takes no more before completions are taken. They wait aside: handlers must not run inside handlers.
            var taken = _ring.TakeCompletions(completions);
            for (var i = 0; i < taken; i++)
            {
                _side.Enqueue(completions[i]);
            }
        }
    }

    struct Slot
    {
        public IRingTarget? Target;

        /// <summary>In place within the user data; a release moves it on, so that a late completion meets nobody.</summary>
        public uint Generation;

        /// <summary>Operations whose last completion has not come.</summary>
        public int Outstanding;
    }
}
