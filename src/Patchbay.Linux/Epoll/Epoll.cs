using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>An epoll(7) instance. <see cref="Add"/>, <see cref="Change"/> and <see cref="Remove"/> are safe from any thread; waiting is for one thread.</summary>
public sealed unsafe partial class Epoll : IDisposable
{
    const int EPOLL_CLOEXEC = 0x80000;
    const int EPOLL_CTL_ADD = 1;
    const int EPOLL_CTL_DEL = 2;
    const int EPOLL_CTL_MOD = 3;

    // struct epoll_event { uint32_t events; uint64_t data; }, which is packed on x86-64 alone (epoll_ctl(2), <sys/epoll.h>).
    static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    readonly int _descriptor;
    readonly int _capacity;
    readonly byte* _events;

    /// <summary>An instance that watches nothing.</summary>
    /// <param name="capacity">The most events that one <see cref="Wait"/> takes.</param>
    /// <exception cref="IOException">The process has no free descriptor.</exception>
    public Epoll(int capacity)
    {
        _descriptor = epoll_create1(EPOLL_CLOEXEC);
        if (_descriptor < 0)
        {
            throw new IOException($"epoll_create1 failed: {Errno.Describe(Marshal.GetLastPInvokeError())}.");
        }

        _capacity = capacity;
        _events = (byte*)NativeMemory.Alloc((nuint)capacity, (nuint)EventSize);
    }

    /// <summary>Watches a descriptor; <paramref name="data"/> comes back with its events. 0, or minus the errno (ENOSPC: max_user_watches).</summary>
    public int Add(int descriptor, EpollEvents events, ulong data) => Control(EPOLL_CTL_ADD, descriptor, events, data);

    /// <summary>Watches it for other events from now on; what is so already is told anew, also edge-triggered.</summary>
    public int Change(int descriptor, EpollEvents events, ulong data) => Control(EPOLL_CTL_MOD, descriptor, events, data);

    /// <summary>Watches a descriptor no longer. Events that were already taken stay.</summary>
    public void Remove(int descriptor) => _ = Control(EPOLL_CTL_DEL, descriptor, EpollEvents.None, 0);

    /// <summary>epoll_wait(2): how many events there are for <see cref="Event"/>, or minus the errno (EINTR).</summary>
    /// <param name="milliseconds">0 only looks; -1 waits without limit.</param>
    public int Wait(int milliseconds)
    {
        var count = epoll_wait(_descriptor, _events, _capacity, milliseconds);
        return count >= 0 ? count : -Marshal.GetLastPInvokeError();
    }

    /// <summary>One event of the last <see cref="Wait"/>.</summary>
    /// <param name="index">Below the count that it returned.</param>
    /// <param name="data">What <see cref="Add"/> was given.</param>
    public EpollEvents Event(int index, out ulong data)
    {
        var entry = _events + (index * EventSize);
        data = Unsafe.ReadUnaligned<ulong>(entry + EventSize - sizeof(ulong));
        return (EpollEvents)Unsafe.ReadUnaligned<uint>(entry);
    }

    /// <summary>close(2). Nobody may wait any more.</summary>
    public void Dispose()
    {
        _ = SocketCalls.Close(_descriptor);
        NativeMemory.Free(_events);
    }

    int Control(int operation, int descriptor, EpollEvents events, ulong data)
    {
        var entry = stackalloc byte[EventSize];
        Unsafe.WriteUnaligned(entry, (uint)events);
        Unsafe.WriteUnaligned(entry + EventSize - sizeof(ulong), data);
        return epoll_ctl(_descriptor, operation, descriptor, entry) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* events, int most, int timeout);
}
