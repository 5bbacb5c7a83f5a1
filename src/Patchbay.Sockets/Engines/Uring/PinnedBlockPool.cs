using System.Collections.Concurrent;

namespace Patchbay.Sockets;

/// <summary>
/// Blocks of 16 KiB of one ring. The ring's thread has a stack of its own (the block used last is still in the cache); other threads share a queue.
/// What exceeds the bounds is left to the garbage collector, so that a burst is not paid for ever after.
/// </summary>
internal sealed class PinnedBlockPool
{
    public const int BlockSize = 16 * 1024;
    const int LocalMost = 256;
    const int SharedMost = 512;

    readonly ConcurrentQueue<PinnedBlock> _shared = new();
    readonly PinnedBlock?[] _local = new PinnedBlock?[LocalMost];
    int _ownerThread, _localCount, _rentedByOwner, _rentedByOthers;

    /// <summary>Blocks that are out. Exact when no thread is in the pool.</summary>
    public int Rented => _rentedByOwner + Volatile.Read(ref _rentedByOthers);

    /// <summary>Makes the calling thread the one with a stack of its own.</summary>
    public void Own() => _ownerThread = Environment.CurrentManagedThreadId;

    /// <summary>An empty block of at least <paramref name="size"/> bytes; above <see cref="BlockSize"/> one made for the purpose.</summary>
    public PinnedBlock Rent(int size = 0)
    {
        var isOwner = Environment.CurrentManagedThreadId == _ownerThread;
        Count(isOwner, 1);
        if (size > BlockSize)
        {
            return new PinnedBlock(size, isPooled: false);
        }

        if (isOwner && _localCount > 0)
        {
            return _local[--_localCount]!;
        }

        return _shared.TryDequeue(out var block) ? block : new PinnedBlock(BlockSize, isPooled: true);
    }

    public void Return(PinnedBlock block)
    {
        var isOwner = Environment.CurrentManagedThreadId == _ownerThread;
        Count(isOwner, -1);
        if (!block.IsPooled)
        {
            return;
        }

        block.Reset();
        if (isOwner && _localCount < LocalMost)
        {
            _local[_localCount++] = block;
        }
        else if (_shared.Count < SharedMost)
        {
            _shared.Enqueue(block);
        }
    }

    void Count(bool isOwner, int delta)
    {
        if (isOwner)
        {
            _rentedByOwner += delta;
        }
        else
        {
            Interlocked.Add(ref _rentedByOthers, delta);
        }
    }
}
