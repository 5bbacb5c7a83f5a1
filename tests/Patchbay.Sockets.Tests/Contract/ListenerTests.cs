using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>Binding, accepting, letting go.</summary>
public sealed class ListenerTests
{
    [Theory, Engines]
    public async Task Port_0_becomes_the_port_that_the_kernel_chose(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var bound = Assert.IsType<IPEndPoint>(arena.Listener.EndPoint);
        Assert.NotEqual(0, bound.Port);
        var (server, client) = await arena.PairAsync();
        Assert.Equal(bound, server.LocalEndPoint);
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
    }

    [Theory, Engines]
    public async Task An_IPv6_listener_serves_IPv6(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, endPoint: new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("6".Ascii());
        Assert.Equal("6", (await server.Transport.Input.ReadExactlyAsync(1)).Ascii());
        Assert.Equal(AddressFamily.InterNetworkV6, server.RemoteEndPoint!.AddressFamily);
    }

    [Theory, Engines]
    public async Task A_dual_stack_listener_serves_both_families(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, endPoint: new IPEndPoint(IPAddress.IPv6Any, 0));
        var port = ((IPEndPoint)arena.Listener.EndPoint).Port;
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            var client = await arena.DialAsync(new IPEndPoint(address, port));
            var server = await arena.AcceptAsync();
            await client.SendAllAsync("x".Ascii());
            Assert.Equal("x", (await server.Transport.Input.ReadExactlyAsync(1)).Ascii());
        }
    }

    [Theory, Engines]
    public async Task A_Unix_socket_listens_on_a_path_and_removes_it_at_the_end(TestedEngine engine)
    {
        var path = Path.Combine(Path.GetTempPath(), $"patchbay-{Guid.NewGuid():N}.sock");
        await using (var arena = await Arena.OpenAsync(engine, endPoint: new UnixDomainSocketEndPoint(path)))
        {
            Assert.True(File.Exists(path));
            var (server, client) = await arena.PairAsync();
            await client.SendAllAsync("over a file".Ascii());
            Assert.Equal("over a file", (await server.Transport.Input.ReadExactlyAsync(11)).Ascii());
            await server.Transport.Output.WriteAsync("and back".Ascii());
            Assert.Equal("and back", (await client.ReceiveExactlyAsync(8)).Ascii());

            // The end of a connection is not the end of the listener.
            await server.DisposeAsync().Soon();
            Assert.True(File.Exists(path));
            await arena.PairAsync();
        }

        Assert.False(File.Exists(path));
    }

    [Theory, Engines]
    public async Task A_Unix_socket_listens_on_an_abstract_name(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, endPoint: new UnixDomainSocketEndPoint($"\0patchbay-{Guid.NewGuid():N}"));
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("no file".Ascii());
        Assert.Equal("no file", (await server.Transport.Input.ReadExactlyAsync(7)).Ascii());
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task A_Unix_socket_half_closes_too(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, endPoint: new UnixDomainSocketEndPoint($"\0patchbay-{Guid.NewGuid():N}"));
        var (server, client) = await arena.PairAsync();
        client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await server.Transport.Input.ReadToEndAsync());
        await server.Transport.Output.WriteAsync("reply".Ascii());
        await server.Transport.Output.CompleteAsync();
        Assert.Equal("reply", (await client.ReceiveToEndAsync()).Ascii());
        await server.ConnectionClosed.Cancelled();
    }

    [Theory, Engines(Can.Better)]
    public async Task The_file_of_a_server_that_died_is_replaced(TestedEngine engine)
    {
        var path = Path.Combine(Path.GetTempPath(), $"patchbay-{Guid.NewGuid():N}.sock");
        DieListening(path);
        Assert.True(File.Exists(path));
        await using var arena = await Arena.OpenAsync(engine, endPoint: new UnixDomainSocketEndPoint(path));
        await arena.PairAsync();
    }

    [Theory, Engines(Can.Better)]
    public async Task The_file_of_a_server_that_lives_is_left_alone(TestedEngine engine)
    {
        var path = Path.Combine(Path.GetTempPath(), $"patchbay-{Guid.NewGuid():N}.sock");
        await using var first = await Arena.OpenAsync(engine, endPoint: new UnixDomainSocketEndPoint(path));
        await Assert.ThrowsAsync<AddressInUseException>(() => first.BindAsync(new UnixDomainSocketEndPoint(path)));
        await first.PairAsync();
    }

    [Theory, Engines(Can.Better)]
    public async Task A_file_that_is_no_socket_is_left_alone(TestedEngine engine)
    {
        var path = Path.Combine(Path.GetTempPath(), $"patchbay-{Guid.NewGuid():N}.txt");
        await File.WriteAllTextAsync(path, "precious");
        await using var arena = await Arena.OpenAsync(engine);
        await Assert.ThrowsAsync<AddressInUseException>(() => arena.BindAsync(new UnixDomainSocketEndPoint(path)));
        Assert.Equal("precious", await File.ReadAllTextAsync(path));
        File.Delete(path);
    }

    [Theory, Engines]
    public async Task A_taken_port_is_AddressInUse(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await Assert.ThrowsAsync<AddressInUseException>(() => arena.BindAsync(arena.Listener.EndPoint));
    }

    [Theory, Engines(Can.Better)]
    public async Task A_port_is_shared_only_when_both_ask_for_it(TestedEngine engine)
    {
        await using var first = await Arena.OpenAsync(engine, options => options.ReusePort = true);
        await using var second = await Arena.OpenAsync(engine, options => options.ReusePort = true, first.Listener.EndPoint);
        Assert.Equal(first.Listener.EndPoint, second.Listener.EndPoint);
        await using var third = await Arena.OpenAsync(engine);
        await Assert.ThrowsAsync<AddressInUseException>(() => third.BindAsync(first.Listener.EndPoint));
    }

    [Theory, Engines]
    public async Task An_address_of_another_machine_is_a_SocketException(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var error = await Assert.ThrowsAsync<SocketException>(() => arena.BindAsync(IPEndPoint.Parse("192.0.2.1:0")));
        Assert.Equal(SocketError.AddressNotAvailable, error.SocketErrorCode);
    }

    [Theory, Engines]
    public async Task A_port_can_be_bound_again_right_after_its_connections_ended(TestedEngine engine)
    {
        EndPoint endPoint;
        await using (var arena = await Arena.OpenAsync(engine))
        {
            endPoint = arena.Listener.EndPoint;
            var (server, client) = await arena.PairAsync();

            // The server finishes first and keeps TIME_WAIT.
            await server.DisposeAsync().Soon();
            await client.ReceiveToEndAsync();
        }

        await using var again = await Arena.OpenAsync(engine, endPoint: endPoint);
        await again.PairAsync();
    }

    [Theory, Engines]
    public async Task Unbind_completes_a_pending_accept_with_null(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var accepting = arena.Listener.AcceptAsync().AsTask();
        Assert.False(accepting.IsCompleted);
        await arena.Listener.UnbindAsync().Soon();
        Assert.Null(await accepting.Soon());
        Assert.Null(await arena.Listener.AcceptAsync().Soon());
    }

    [Theory, Engines]
    public async Task Unbind_leaves_open_connections_alone_and_refuses_new_ones(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await arena.Listener.UnbindAsync().Soon();
        await client.SendAllAsync("alive".Ascii());
        Assert.Equal("alive", (await server.Transport.Input.ReadExactlyAsync(5)).Ascii());
        var error = await Assert.ThrowsAsync<SocketException>(() => arena.DialAsync());
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Theory, Engines(Can.Better)]
    public async Task Unbind_while_clients_pour_in_hands_over_or_resets_every_one(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var dialing = Task.Run(async () =>
        {
            var clients = new List<Socket>();
            try
            {
                while (clients.Count < 2000)
                {
                    clients.Add(await arena.DialAsync());
                }
            }
            catch (SocketException)
            {
            }

            return clients;
        });
        var accepted = new List<ConnectionContext>();
        while (await arena.Listener.AcceptAsync().Soon() is { } connection)
        {
            accepted.Add(arena.Own(connection));
            if (accepted.Count == 100)
            {
                _ = Task.Run(() => arena.Listener.UnbindAsync().AsTask());
            }
        }

        // Nobody hangs: each client sees its connection end when we let go of what we took.
        foreach (var connection in accepted)
        {
            connection.Abort();
        }

        foreach (var client in await dialing.Soon())
        {
            Assert.True(await client.IsDeadAsync());
        }

        Assert.True(accepted.Count >= 100);
    }

    [Theory, Engines(Can.Better)]
    public async Task A_cancelled_accept_leaves_the_listener_working(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        using var cancel = new CancellationTokenSource();
        var accepting = arena.Listener.AcceptAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.Soon());
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("x".Ascii());
        Assert.Equal("x", (await server.Transport.Input.ReadExactlyAsync(1)).Ascii());
    }

    [Theory, Engines(Can.Better)]
    public async Task A_listener_that_nobody_asks_takes_no_more_than_its_bound(TestedEngine engine)
    {
        const int bound = 8;
        await using var arena = await Arena.OpenAsync(engine, options => options.MaxPendingAccepts = bound);
        var clients = new List<Socket>();
        for (var number = 0; number < 60; number++)
        {
            clients.Add(await arena.DialAsync());
        }

        // What the listener took has a descriptor in this process; what waits in the backlog has none. The clients' own are counted out.
        await Task.Delay(100);
        var port = ((IPEndPoint)arena.Listener.EndPoint).Port;
        Assert.InRange(Descriptors.AcceptedOn(port), 0, bound);
        for (var number = 0; number < 60; number++)
        {
            await arena.AcceptAsync();
        }

        await Waiting.Until(() => Descriptors.AcceptedOn(port) == 60, () => $"{Descriptors.AcceptedOn(port)} accepted");
    }

    [Theory, Engines(Can.Better)]
    public async Task Several_waiting_accepts_get_a_connection_each(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var accepting = Enumerable.Range(0, 10).Select(_ => arena.AcceptAsync()).ToArray();
        for (var number = 0; number < 10; number++)
        {
            await arena.DialAsync();
        }

        var connections = await Task.WhenAll(accepting).Soon();
        Assert.Equal(10, connections.Select(connection => connection.RemoteEndPoint).Distinct().Count());
    }

    static void DieListening(string path)
    {
        // Closing through System.Net.Sockets would delete the file; renaming it away and back is what is left after a crash.
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        File.Move(path, path + ".kept");
        socket.Dispose();
        File.Move(path + ".kept", path);
    }
}
