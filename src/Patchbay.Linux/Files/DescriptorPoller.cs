using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// One thread that waits with epoll(7) for descriptors without an asynchronous interface of their own: pipes, terminals, processes. Started on first
/// use, for the life of the program. Thread-safe.
/// </summary>
static unsafe partial class DescriptorPoller
{
    const int EPOLL_CLOEXEC = 0x80000;
    const int EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3;
    const int MostEvents = 64;

    // struct epoll_event { uint32_t events; uint64_t data; } is packed on x86-64 only (epoll_ctl(2), linux/eventpoll.h).
    static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    static readonly int EventSize = IsPacked ? 12 : 16;
    static readonly int DataOffset = IsPacked ? 4 : 8;

    static readonly ConcurrentDictionary<long, PolledDescriptor> Watched = new();
    static readonly Lazy<int> Descriptor = new(Start);
    static long _lastId;

    /// <summary>Puts a descriptor under watch; nothing is reported before <see cref="Arm"/>.</summary>
    /// <returns>Its number here, or 0 when it is always ready: a regular file.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static long Add(PolledDescriptor polled)
    {
        var id = Interlocked.Increment(ref _lastId);
        Watched[id] = polled;
        var errno = Control(EPOLL_CTL_ADD, polled.Number, 0, id);
        if (errno == 0)
        {
            return id;
        }

        Watched.TryRemove(id, out _);
        return errno == Errno.EPERM ? 0 : throw new IOException($"epoll_ctl of descriptor {polled.Number} failed: {Errno.Describe(errno)}.");
    }

    /// <summary>Reports the next readiness, once.</summary>
    public static void Arm(int descriptor, long id, uint events) => _ = Control(EPOLL_CTL_MOD, descriptor, events, id);

    /// <summary>Ends the watch. Call before the descriptor is closed.</summary>
    public static void Remove(int descriptor, long id)
    {
        Watched.TryRemove(id, out _);
        _ = Control(EPOLL_CTL_DEL, descriptor, 0, id);
    }

    static int Start()
    {
        var descriptor = epoll_create1(EPOLL_CLOEXEC);
        if (descriptor < 0)
        {
            throw new IOException($"epoll_create1 failed: {Errno.Describe(Marshal.GetLastPInvokeError())}.");
        }

        new Thread(static descriptor => Run((int)descriptor!), maxStackSize: 128 * 1024) { IsBackground = true, Name = "descriptor poller" }.Start(descriptor);
        return descriptor;
    }

    static void Run(int descriptor)
    {
        var events = stackalloc byte[MostEvents * EventSize];
        while (true)
        {
            var count = epoll_wait(descriptor, events, MostEvents, -1);
            for (var i = 0; i < count; i++)
            {
                var id = Marshal.ReadInt64((nint)(events + (i * EventSize) + DataOffset));
                if (Watched.TryGetValue(id, out var polled))
                {
                    polled.Signal();
                }
            }
        }
    }

    static int Control(int operation, int descriptor, uint events, long id)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = events;
        Marshal.WriteInt64((nint)(entry + DataOffset), id);
        return epoll_ctl(Descriptor.Value, operation, descriptor, entry) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc")]
    private static partial int epoll_wait(int epoll, byte* events, int most, int timeout);
}
