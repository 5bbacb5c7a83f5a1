using System.Collections.Immutable;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>
/// Every step of every socket of this process, told to whoever listens. Costs one field read per step when nobody does.
/// Thread-safe.
/// </summary>
public static class SocketEvents
{
    static ImmutableArray<ISocketEventSink> _sinks = [];
    static long _lastSocketId;

    /// <summary>True when somebody listens. Ask before building an event.</summary>
    public static bool IsEnabled => !_sinks.IsEmpty;

    /// <summary>Starts telling <paramref name="sink"/>; dispose the result to stop. Events already on their way may still arrive.</summary>
    public static IDisposable Subscribe(ISocketEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ImmutableInterlocked.Update(ref _sinks, static (sinks, added) => sinks.Add(added), sink);
        return new Subscription(sink);
    }

    /// <summary>
    /// Adds a service's own words to the life of <paramref name="connection"/>: <c>NICK ann</c>, <c>PASV data connection</c>. Free when nobody listens;
    /// ignored for a connection that is not of our engines. Guard costly texts with <see cref="IsEnabled"/>.
    /// </summary>
    public static void Annotate(ConnectionContext connection, string text)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (IsEnabled)
        {
            connection.Features.Get<ISocketAnnotationFeature>()?.Annotate(text);
        }
    }

    /// <summary>The same for a socket of datagrams, whose life goes on from client to client: <c>JOIN ann</c>, <c>tick 1042</c>.</summary>
    public static void Annotate(DatagramSocket socket, string text)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (IsEnabled)
        {
            socket.Annotate(text);
        }
    }

    /// <summary>The next process-wide socket number.</summary>
    internal static long NextSocketId() => Interlocked.Increment(ref _lastSocketId);

    internal static void Publish(in SocketEvent socketEvent)
    {
        foreach (var sink in _sinks)
        {
            sink.OnEvent(in socketEvent);
        }
    }

    sealed class Subscription(ISocketEventSink sink) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref _sinks, static (sinks, removed) => sinks.Remove(removed), sink);
    }
}
