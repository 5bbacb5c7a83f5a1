using System.Buffers;
using System.Collections.Concurrent;

namespace Patchbay.Sockets;

/// <summary>
/// Pinned blocks of two sizes for pipes. The shared array pool keeps few arrays of a size, so a server with more connections than that allocates for every
/// message. What exceeds the bounds here is left to the garbage collector. Thread-safe.
/// </summary>
internal sealed class BlockMemoryPool : MemoryPool<byte>
{
    const int SmallSize = 4096;
    const int LargeSize = 16 * 1024;

    readonly Shelf _small = new(SmallSize, most: 2048);
    readonly Shelf _large = new(LargeSize, most: 512);

    /// <summary>The pool of all engines of this process that were not given another.</summary>
    public static new BlockMemoryPool Shared { get; } = new();

    /// <inheritdoc/>
    public override int MaxBufferSize => LargeSize;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, LargeSize);
        return (minBufferSize <= SmallSize ? _small : _large).Take();
    }

    // The blocks are the garbage collector's: there is nothing to give back.
    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>The blocks of one size that nobody has.</summary>
    sealed class Shelf(int size, int most)
    {
        readonly ConcurrentQueue<Block> _blocks = new();
        int _count;

        public Block Take()
        {
            if (!_blocks.TryDequeue(out var block))
            {
                return new Block(this, GC.AllocateUninitializedArray<byte>(size, pinned: true));
            }

            Interlocked.Decrement(ref _count);
            block.IsOut = true;
            return block;
        }

        public void Return(Block block)
        {
            if (Interlocked.Increment(ref _count) <= most)
            {
                _blocks.Enqueue(block);
            }
            else
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    sealed class Block(Shelf shelf, byte[] array) : IMemoryOwner<byte>
    {
        public bool IsOut { get; set; } = true;

        public Memory<byte> Memory { get; } = array;

        public void Dispose()
        {
            // A block that is returned twice would be lent to two.
            if (IsOut)
            {
                IsOut = false;
                shelf.Return(this);
            }
        }
    }
}
