using System.Net;
using System.Net.Sockets;
using static Patchbay.Sockets.SocketStep;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>The life of a socket, told in its order.</summary>
public sealed class EventTests
{
    [Theory, Engines(Can.Explain)]
    public async Task A_served_connection_lives_from_Accepted_to_Closed(TestedEngine engine)
    {
        using var log = new EventLog();
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var accepted = await log.FindAsync(one => one.Step == Accepted && client.LocalEndPoint!.Equals(one.Tuple.Remote));
        await client.SendAllAsync("question".Ascii());
        await server.Transport.Input.ReadExactlyAsync(8);
        await server.Transport.Output.WriteAsync("answer!".Ascii());
        await client.ReceiveExactlyAsync(7);

        // The client can have the bytes before the engine has said that the kernel took them.
        await log.FindAsync(one => one.Step == Sent && one.SocketId == accepted.SocketId);
        SocketEvents.Annotate(server, "ANSWERED");
        client.Shutdown(SocketShutdown.Send);
        await server.Transport.Input.ReadToEndAsync();
        await server.DisposeAsync().Soon();
        Assert.Equal([Accepted, Received, Sent, Annotated, PeerFinished, WeFinished, Closed], await log.LifeAsync(accepted.SocketId));
        var events = log.Of(accepted.SocketId);
        Assert.Equal(8, events.Where(one => one.Step == Received).Sum(one => one.Bytes));
        Assert.Equal(7, events.Where(one => one.Step == Sent).Sum(one => one.Bytes));
        Assert.Equal("ANSWERED", events.Single(one => one.Step == Annotated).Note);
        Assert.Equal(events.Select(one => one.Timestamp).Order(), events.Select(one => one.Timestamp));
        Assert.All(events, one => Assert.Equal(server.Features.Get<ISocketIdentityFeature>()!.Tuple, one.Tuple));
        Assert.True(accepted.Descriptor > 2);
        var listening = await log.FindAsync(one => one.Step == Listening && one.SocketId == accepted.ListenerId);
        Assert.Equal(arena.Listener.EndPoint, listening.Tuple.Local);
    }

    [Theory, Engines(Can.Explain)]
    public async Task A_listener_is_Created_Bound_Listening_and_Closed(TestedEngine engine)
    {
        using var log = new EventLog();
        EndPoint endPoint;
        await using (var arena = await Arena.OpenAsync(engine))
        {
            endPoint = arena.Listener.EndPoint;
        }

        var bound = await log.FindAsync(one => one.Step == Bound && endPoint.Equals(one.Tuple.Local));
        Assert.Equal([Created, Bound, Listening, Closed], await log.LifeAsync(bound.SocketId));
    }

    [Theory, Engines(Can.Explain | Can.Connect)]
    public async Task A_client_is_Created_Connecting_Connected_with_its_time_and_Closed(TestedEngine engine)
    {
        using var log = new EventLog();
        await using var arena = await Arena.OpenAsync(engine);
        var (client, server) = await arena.DialOutAsync();
        var connected = await log.FindAsync(one => one.Step == Connected && server.RemoteEndPoint!.Equals(one.Tuple.Local));
        Assert.True(connected.Duration > TimeSpan.Zero);
        await client.Transport.Output.WriteAsync("x".Ascii());
        await client.Transport.Output.CompleteAsync();
        Assert.Equal("x", (await server.ReceiveToEndAsync()).Ascii());
        server.Shutdown(SocketShutdown.Send);
        await client.Transport.Input.ReadToEndAsync();
        await client.DisposeAsync().Soon();
        Assert.Equal([Created, Connecting, Connected, Sent, WeFinished, PeerFinished, Closed], await log.LifeAsync(connected.SocketId));
        Assert.Null(log.Of(connected.SocketId)[0].Tuple.Local);
    }

    [Theory, Engines(Can.Explain | Can.Connect)]
    public async Task A_refused_client_is_ConnectFailed_with_the_errno_and_Closed(TestedEngine engine)
    {
        using var log = new EventLog();
        await using var arena = await Arena.OpenAsync(engine);
        var endPoint = arena.Listener.EndPoint;
        await arena.Listener.UnbindAsync();
        await Assert.ThrowsAsync<ConnectException>(() => arena.Engine!.ConnectAsync(endPoint).Soon());
        var failed = await log.FindAsync(one => one.Step == ConnectFailed && endPoint.Equals(one.Tuple.Remote));
        Assert.Equal(111, failed.Errno);
        Assert.Equal([Created, Connecting, ConnectFailed, Closed], await log.LifeAsync(failed.SocketId));
    }

    [Theory, Engines(Can.Explain)]
    public async Task A_reset_by_the_peer_is_told_with_its_errno(TestedEngine engine)
    {
        using var log = new EventLog();
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var remote = client.LocalEndPoint!;
        client.Reset();
        await server.ConnectionClosed.Cancelled();
        await server.DisposeAsync().Soon();
        var reset = await log.FindAsync(one => one.Step == ResetByPeer && remote.Equals(one.Tuple.Remote));
        Assert.Equal(104, reset.Errno);
        Assert.Equal([Accepted, ResetByPeer, Closed], await log.LifeAsync(reset.SocketId));
    }

    [Theory, Engines(Can.Explain)]
    public async Task Our_abort_is_told_with_its_reason_and_no_reset_is_blamed_on_the_peer(TestedEngine engine)
    {
        using var log = new EventLog();
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var remote = client.LocalEndPoint!;
        server.Abort(new("too many questions"));
        await server.DisposeAsync().Soon();
        var aborted = await log.FindAsync(one => one.Step == Aborted && remote.Equals(one.Tuple.Remote));
        Assert.Equal("too many questions", aborted.Note);
        Assert.Equal([Accepted, Aborted, Closed], await log.LifeAsync(aborted.SocketId));
    }

    [Theory, Engines(Can.Explain)]
    public async Task Who_unsubscribed_hears_nothing_and_who_stays_goes_on_hearing(TestedEngine engine)
    {
        using var stays = new EventLog();
        var leaves = new EventLog();
        leaves.Dispose();
        await using var arena = await Arena.OpenAsync(engine);
        var (_, client) = await arena.PairAsync();
        var accepted = await stays.FindAsync(one => one.Step == Accepted && client.LocalEndPoint!.Equals(one.Tuple.Remote));
        Assert.Empty(leaves.Of(accepted.SocketId));
    }
}
