using System.Net;
using Patchbay.Benchmarks.Servers;
using Patchbay.Services.Game.Transport;
using Patchbay.Sockets;

namespace Patchbay.Benchmarks.PatchbayServer;

/// <summary>The game's transport alone: sends back each message the way it came.</summary>
sealed class GameEchoServer : ITransportApplication
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    readonly Lock _gate = new();

    public static async Task RunAsync(EngineKind kind)
    {
        await using var engine = SocketEngine.Create(kind);
        var socket = await engine.OpenDatagramAsync(DatagramHost.SocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        var server = new GameEchoServer();
        using var listener = new TransportListener(new TransportOptions { PacketsPerSecond = 1_000_000 }, server, TransportClock.Now);
        TransportPort? port = null;
        port = new TransportPort(socket, 0, null, (from, datagram) =>
        {
            var sink = new Sink(port!);
            listener.Receive(TransportClock.Now, from, datagram, ref sink);
        });
        await using var _ = port;
        port.Start(server._gate, Flush);

        // What is to be sent again has no datagram to wait for.
        using var timer = new Timer(_ => Flush().AsTask().Wait(), null, Tick, Tick);
        ServerConsole.Announce(socket.LocalEndPoint, engine.Description);
        ServerConsole.ServeUntilStdinCloses();

        ValueTask Flush()
        {
            lock (server._gate)
            {
                var sink = new Sink(port);
                listener.Flush(TransportClock.Now, ref sink);
            }

            return port.FlushAsync(server._gate);
        }
    }

    public void OnConnected(TransportSession session)
    {
    }

    public void OnReliable(TransportSession session, ReadOnlySpan<byte> message) => session.Connection.TrySendReliable(message);

    public void OnUnreliable(TransportSession session, ReadOnlySpan<byte> message) => session.Connection.SendUnreliable(message);

    public void OnDisconnected(TransportSession session, TransportReason reason)
    {
    }

    readonly struct Sink(TransportPort port) : IDatagramSink
    {
        public void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram) => port.Send(to, datagram);
    }
}
