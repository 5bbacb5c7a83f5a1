using System.Runtime.InteropServices;

namespace Patchbay.Linux.Bpf;

/// <summary>
/// A ring buffer that programs of the kernel write and we read: BPF_MAP_TYPE_RINGBUF (Documentation/bpf/ringbuf.rst). One reader; <see cref="Wake"/> is safe from any thread.
/// </summary>
sealed unsafe partial class BpfRing : IDisposable
{
    const int Page = 4096;
    const uint Busy = 1u << 31;
    const uint Discarded = 1u << 30;
    const int HeaderSize = 8;
    const int PROT_READ = 1;
    const int PROT_WRITE = 2;
    const int MAP_SHARED = 1;
    const int POLLIN = 1;

    readonly int _size;
    readonly ulong* _consumer;
    readonly byte* _producer;
    readonly EventDescriptor _wake = new();
    bool _isDisposed;

    /// <param name="bytes">A power of two, at least a page.</param>
    /// <exception cref="BpfException">Refused.</exception>
    public BpfRing(int bytes)
    {
        _size = bytes;
        Descriptor = BpfCalls.CreateRing(bytes);
        _consumer = (ulong*)mmap(null, Page, PROT_READ | PROT_WRITE, MAP_SHARED, Descriptor, 0);
        // The data lie twice one behind the other, so that no record is cut.
        _producer = (byte*)mmap(null, (nuint)(Page + (2 * bytes)), PROT_READ, MAP_SHARED, Descriptor, Page);
        if ((nint)_consumer == -1 || (nint)_producer == -1)
        {
            SocketCalls.Close(Descriptor);
            _wake.Dispose();
            throw new BpfException("map a ring buffer", Errno.ENOMEM);
        }
    }

    public int Descriptor { get; }

    /// <summary>Waits until there is a record, or <see cref="Wake"/>.</summary>
    public void Wait()
    {
        var polled = stackalloc ulong[2];
        // struct pollfd: descriptor, events, returned events.
        polled[0] = (uint)Descriptor | ((ulong)POLLIN << 32);
        polled[1] = (uint)_wake.Descriptor | ((ulong)POLLIN << 32);
        _ = poll(polled, 2, -1);
    }

    /// <summary>Ends a <see cref="Wait"/>, and every one after.</summary>
    public void Wake() => _wake.Signal();

    /// <summary>The next record, until the next call; false when there is none yet.</summary>
    public bool TryRead(Span<byte> record, out int length)
    {
        var at = *_consumer;
        while (at < Volatile.Read(ref *(ulong*)_producer))
        {
            var start = _producer + Page + (at & (ulong)(_size - 1));
            var header = Volatile.Read(ref *(uint*)start);
            if ((header & Busy) != 0)
            {
                break;
            }

            var size = (int)(header & ~(Busy | Discarded));
            at += (ulong)((size + HeaderSize + 7) & ~7);
            length = Math.Min(size, record.Length);
            new ReadOnlySpan<byte>(start + HeaderSize, length).CopyTo(record);
            Volatile.Write(ref *_consumer, at);
            if ((header & Discarded) == 0)
            {
                return true;
            }
        }

        length = 0;
        return false;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _ = munmap(_consumer, Page);
            _ = munmap(_producer, (nuint)(Page + (2 * _size)));
            SocketCalls.Close(Descriptor);
            _wake.Dispose();
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(void* descriptors, nuint count, int milliseconds);
}
