using System.Collections.Concurrent;

namespace Patchbay.Sockets.Tests;

/// <summary>Keeps the events of every socket of the process, in the order they came.</summary>
internal sealed class EventLog : ISocketEventSink, IDisposable
{
    readonly ConcurrentQueue<SocketEvent> _events = new();
    readonly IDisposable _subscription;

    public EventLog() => _subscription = SocketEvents.Subscribe(this);

    public void OnEvent(in SocketEvent socketEvent) => _events.Enqueue(socketEvent);

    public void Dispose() => _subscription.Dispose();

    public SocketEvent[] Of(long socketId) => [.. _events.Where(one => one.SocketId == socketId)];

    /// <summary>The first event of the kind that belongs to a flow between these ends; waits for it.</summary>
    public async Task<SocketEvent> FindAsync(Func<SocketEvent, bool> isIt)
    {
        SocketEvent? found = null;
        await Waiting.Until(() => (found = _events.Select(one => (SocketEvent?)one).FirstOrDefault(one => isIt(one!.Value))) is not null);
        return found!.Value;
    }

    /// <summary>The steps of a closed socket, with repeated receives and sends told once.</summary>
    public async Task<SocketStep[]> LifeAsync(long socketId)
    {
        await FindAsync(one => one.SocketId == socketId && one.Step == SocketStep.Closed);
        var steps = new List<SocketStep>();
        foreach (var one in Of(socketId))
        {
            if (steps.Count == 0 || steps[^1] != one.Step)
            {
                steps.Add(one.Step);
            }
        }

        return [.. steps];
    }
}
