using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>epoll(7): a set of descriptors and what is awaited of each, once (EPOLLONESHOT). Everything is safe from any thread.</summary>
public sealed unsafe partial class EventPoll : IDisposable
{
    const int EPOLL_CLOEXEC = 0x80000;
    const int EPOLL_CTL_ADD = 1;
    const int EPOLL_CTL_DEL = 2;
    const int EPOLL_CTL_MOD = 3;
    const uint EPOLLONESHOT = 1u << 30;
    const int MostAtOnce = 128;

    // struct epoll_event { uint32_t events; uint64_t data; } is packed on x86-64 alone.
    static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    static readonly int Size = DataOffset + sizeof(ulong);

    readonly int _descriptor;
    readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)(MostAtOnce * Size));

    /// <summary>An empty set.</summary>
    /// <exception cref="IOException">The process has no free descriptor.</exception>
    public EventPoll()
    {
        _descriptor = epoll_create1(EPOLL_CLOEXEC);
        if (_descriptor < 0)
        {
            NativeMemory.Free(_events);
            throw new IOException($"epoll_create1 failed: {Errno.Describe(Marshal.GetLastPInvokeError())}.");
        }
    }

    /// <summary>Puts a descriptor into the set; returns 0 or minus the errno.</summary>
    public int Add(int descriptor, PollEvents events, ulong tag) => Control(EPOLL_CTL_ADD, descriptor, events, tag);

    /// <summary>Awaits something anew; returns 0 or minus the errno.</summary>
    public int Rearm(int descriptor, PollEvents events, ulong tag) => Control(EPOLL_CTL_MOD, descriptor, events, tag);

    /// <summary>Takes a descriptor out; returns 0 or minus the errno.</summary>
    public int Remove(int descriptor) => Control(EPOLL_CTL_DEL, descriptor, PollEvents.None, 0);

    /// <summary>Waits until something awaited has happened. One caller at a time.</summary>
    /// <param name="happened">Told for each descriptor: its tag and the events.</param>
    public void Wait(Action<ulong, PollEvents> happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var count = epoll_wait(_descriptor, _events, MostAtOnce, timeout: -1);
        for (var i = 0; i < count; i++)
        {
            var at = _events + (i * Size);
            happened(Read<ulong>(at + DataOffset), (PollEvents)Read<uint>(at));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = SocketCalls.Close(_descriptor);
        NativeMemory.Free(_events);
    }

    int Control(int operation, int descriptor, PollEvents events, ulong tag)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = (uint)events | EPOLLONESHOT;
        MemoryMarshal.Write(new Span<byte>(entry + DataOffset, sizeof(ulong)), tag);
        return epoll_ctl(_descriptor, operation, descriptor, entry) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    static T Read<T>(byte* at)
        where T : unmanaged => MemoryMarshal.Read<T>(new ReadOnlySpan<byte>(at, sizeof(T)));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int set, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int set, byte* events, int most, int timeout);
}
