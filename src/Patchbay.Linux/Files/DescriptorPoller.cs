using System.Collections.Concurrent;

namespace Patchbay.Linux;

/// <summary>
/// One thread that waits with epoll(7) for descriptors without an asynchronous interface of their own: pipes, terminals, processes. Started on first
/// use, for the life of the program. Thread-safe.
/// </summary>
static class DescriptorPoller
{
    const int MostEvents = 64;

    static readonly ConcurrentDictionary<ulong, PolledDescriptor> Watched = new();
    static readonly Lazy<Epoll> Shared = new(Start);
    static ulong _lastId;

    /// <summary>Puts a descriptor under watch; nothing is reported before <see cref="Arm"/>.</summary>
    /// <returns>Its number here, or 0 when it is always ready: a regular file.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static ulong Add(PolledDescriptor polled)
    {
        var id = Interlocked.Increment(ref _lastId);
        Watched[id] = polled;
        // A hang-up is told unasked, at most once before Arm: nobody waits yet, and Arm tells it anew.
        var errno = -Shared.Value.Add(polled.Number, EpollEvents.OneShot, id);
        if (errno == 0)
        {
            return id;
        }

        Watched.TryRemove(id, out _);
        return errno == Errno.EPERM ? 0UL : throw new IOException($"epoll_ctl of descriptor {polled.Number} failed: {Errno.Describe(errno)}.");
    }

    /// <summary>Reports the next readiness, once.</summary>
    public static void Arm(int descriptor, ulong id, EpollEvents events) => _ = Shared.Value.Change(descriptor, events | EpollEvents.OneShot, id);

    /// <summary>Ends the watch. Call before the descriptor is closed.</summary>
    public static void Remove(int descriptor, ulong id)
    {
        Watched.TryRemove(id, out _);
        Shared.Value.Remove(descriptor);
    }

    static Epoll Start()
    {
        var epoll = new Epoll(MostEvents);
        new Thread(static epoll => Run((Epoll)epoll!), maxStackSize: 128 * 1024) { IsBackground = true, Name = "descriptor poller" }.Start(epoll);
        return epoll;
    }

    static void Run(Epoll epoll)
    {
        while (true)
        {
            var count = epoll.Wait(milliseconds: -1);
            for (var i = 0; i < count; i++)
            {
                _ = epoll.Event(i, out var id);
                if (Watched.TryGetValue(id, out var polled))
                {
                    polled.Signal();
                }
            }
        }
    }
}
