using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>The engine as a client of plain servers.</summary>
public sealed class ClientTests
{
    [Theory, Engines(Can.Connect)]
    public async Task A_client_sends_and_receives(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (client, server) = await arena.DialOutAsync();
        await client.Transport.Output.WriteAsync("question".Ascii());
        Assert.Equal("question", (await server.ReceiveExactlyAsync(8)).Ascii());
        await server.SendAllAsync("answer".Ascii());
        Assert.Equal("answer", (await client.Transport.Input.ReadExactlyAsync(6)).Ascii());
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_client_half_closes_and_still_receives_the_reply(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, options => options.HalfClose = false);
        var (client, server) = await arena.DialOutAsync();
        Assert.True(client.Features.Get<IHalfCloseFeature>()!.IsEnabled);
        await client.Transport.Output.WriteAsync("all".Ascii());
        await client.Transport.Output.CompleteAsync();
        Assert.Equal("all", (await server.ReceiveToEndAsync()).Ascii());
        await server.SendAllAsync("reply".Ascii());
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal("reply", (await client.Transport.Input.ReadToEndAsync()).Ascii());
        await client.ConnectionClosed.Cancelled();
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_client_reaches_an_engine_over_every_kind_of_address(TestedEngine engine)
    {
        var path = Path.Combine(Path.GetTempPath(), $"patchbay-{Guid.NewGuid():N}.sock");
        EndPoint[] endPoints =
        [
            new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.IPv6Loopback, 0),
            new UnixDomainSocketEndPoint(path), new UnixDomainSocketEndPoint($"\0patchbay-{Guid.NewGuid():N}"),
        ];
        foreach (var endPoint in endPoints)
        {
            await using var arena = await Arena.OpenAsync(engine, endPoint: endPoint);
            var client = arena.Own(await arena.Engine!.ConnectAsync(arena.Listener.EndPoint).Soon());
            var server = await arena.AcceptAsync();
            await client.Transport.Output.WriteAsync("x".Ascii());
            Assert.Equal("x", (await server.Transport.Input.ReadExactlyAsync(1)).Ascii());
            await server.Transport.Output.WriteAsync("y".Ascii());
            Assert.Equal("y", (await client.Transport.Input.ReadExactlyAsync(1)).Ascii());
        }
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_name_is_resolved_and_its_addresses_are_tried(TestedEngine engine)
    {
        // localhost may be ::1 and 127.0.0.1; only the second listens.
        await using var arena = await Arena.OpenAsync(engine);
        var port = ((IPEndPoint)arena.Listener.EndPoint).Port;
        var client = arena.Own(await arena.Engine!.ConnectAsync(new DnsEndPoint("localhost", port)).Soon());
        Assert.Equal(arena.Listener.EndPoint, client.RemoteEndPoint);
        await arena.AcceptAsync();
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_name_without_an_address_is_NameNotResolved(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var error = await Assert.ThrowsAsync<ConnectException>(() => arena.Engine!.ConnectAsync(new DnsEndPoint("nobody.invalid", 1)).Soon());
        Assert.Equal(ConnectOutcome.NameNotResolved, error.Outcome);
        Assert.Contains("nobody.invalid", error.Message, StringComparison.Ordinal);
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_port_where_nobody_listens_is_Refused_and_the_error_says_who_and_after_how_long(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var endPoint = arena.Listener.EndPoint;
        await arena.Listener.UnbindAsync();
        var error = await Assert.ThrowsAsync<ConnectException>(() => arena.Engine!.ConnectAsync(endPoint).Soon());
        Assert.Equal(ConnectOutcome.Refused, error.Outcome);
        Assert.Equal(SocketError.ConnectionRefused, error.SocketError);
        Assert.Equal(111, error.Errno);
        Assert.True(error.Elapsed > TimeSpan.Zero);
        Assert.Contains($"{endPoint} refused the connection after", error.Message, StringComparison.Ordinal);
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_path_that_is_not_there_is_a_ConnectException(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var error = await Assert.ThrowsAsync<ConnectException>(() => arena.Engine!.ConnectAsync(new UnixDomainSocketEndPoint("/nowhere/at/all.sock")).Soon());
        Assert.Equal(ConnectOutcome.Refused, error.Outcome);
        Assert.Equal(2, error.Errno);
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_connect_that_gets_no_answer_ends_when_it_is_cancelled(TestedEngine engine)
    {
        // A listener whose backlog is full answers no more SYNs: the only silence to be had without a firewall.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false }).ToList();
        foreach (var filler in fillers)
        {
            Assert.Throws<SocketException>(() => filler.Connect(full.LocalEndPoint!));
        }

        await using var arena = await Arena.OpenAsync(engine);
        using var cancel = new CancellationTokenSource();
        var connecting = arena.Engine!.ConnectAsync(full.LocalEndPoint!, cancel.Token).AsTask();
        await Task.WhenAny(connecting, Task.Delay(100));
        Assert.False(connecting.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Soon());
        fillers.ForEach(filler => filler.Dispose());
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_connect_that_is_cancelled_beforehand_opens_no_socket(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => arena.Engine!.ConnectAsync(arena.Listener.EndPoint, new CancellationToken(true)).Soon());
    }

    [Theory, Engines(Can.Connect)]
    public async Task A_clients_abort_resets_the_server(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (client, server) = await arena.DialOutAsync();
        client.Abort();
        Assert.True(await server.EndsWithResetAsync());
    }

    [Theory, Engines(Can.Connect)]
    public async Task Async_locals_of_the_caller_do_not_live_on_in_the_connection(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (weak, client) = await ConnectWithLocalAsync(arena);
        await Waiting.Until(() =>
        {
            GC.Collect();
            return !weak.IsAlive;
        });
        await arena.AcceptAsync();
        GC.KeepAlive(client);
    }

    static async Task<(WeakReference Weak, object Client)> ConnectWithLocalAsync(Arena arena)
    {
        var local = new AsyncLocal<object?> { Value = new object() };
        var weak = new WeakReference(local.Value);
        var client = arena.Own(await arena.Engine!.ConnectAsync(arena.Listener.EndPoint).Soon());
        local.Value = null;
        return (weak, client);
    }
}
