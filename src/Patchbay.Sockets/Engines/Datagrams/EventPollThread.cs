using System.Collections.Concurrent;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>
/// The one thread that waits for the datagram sockets of every portable engine on Linux; started with the first wait. System.Net.Sockets could tell too,
/// but keeps an edge-triggered registration that wakes its own thread for every datagram that arrives, also while the socket is being read.
/// </summary>
internal sealed class EventPollThread
{
    const int MostAtOnce = 128;

    static readonly Lazy<EventPollThread> Shared = new(static () => new EventPollThread());

    readonly ConcurrentDictionary<ulong, EventPollReadiness> _sockets = new();
    ulong _lastTag;

    EventPollThread()
    {
        var thread = new Thread(Main) { IsBackground = true, Name = "patchbay datagrams" };
        thread.UnsafeStart();
    }

    /// <exception cref="IOException">The process has no free descriptor.</exception>
    public static EventPollThread Instance => Shared.Value;

    public Epoll Events { get; } = new(MostAtOnce);

    /// <summary>Gives a socket its tag.</summary>
    public ulong Add(EventPollReadiness socket)
    {
        var tag = Interlocked.Increment(ref _lastTag);
        _sockets[tag] = socket;
        return tag;
    }

    /// <summary>Events of the tag go nowhere from now on.</summary>
    public void Remove(ulong tag) => _sockets.TryRemove(tag, out _);

    void Main()
    {
        while (true)
        {
            var count = Events.Wait(milliseconds: -1);
            for (var i = 0; i < count; i++)
            {
                var events = Events.Event(i, out var tag);
                if (_sockets.TryGetValue(tag, out var socket))
                {
                    socket.OnEvents(events);
                }
            }
        }
    }
}
