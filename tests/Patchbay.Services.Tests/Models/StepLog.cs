using System.Collections.Concurrent;
using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Models;

/// <summary>Keeps the life of every socket of the process.</summary>
sealed class StepLog : ISocketEventSink
{
    readonly ConcurrentQueue<SocketEvent> _events = new();

    public void OnEvent(in SocketEvent socketEvent) => _events.Enqueue(socketEvent);

    /// <summary>The steps of the one socket that began with a step and has a local end, in words.</summary>
    public string StepsOf(SocketStep first, IPEndPoint local)
    {
        var sockets = _events.GroupBy(static one => one.SocketId).Where(life => life.First().Step == first && life.Any(one => local.Equals(one.Tuple.Local)));
        return string.Join(' ', Assert.Single(sockets).Select(static one => one.Step));
    }
}
