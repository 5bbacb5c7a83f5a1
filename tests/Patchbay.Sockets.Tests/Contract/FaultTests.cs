using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>What the kernel may answer, answered on purpose: the engine goes on, or fails this one connection.</summary>
public sealed class FaultTests
{
    const int EINTR = 4, EAGAIN = 11, ENOMEM = 12, ENFILE = 23, EMFILE = 24, ECONNABORTED = 103, ECONNRESET = 104, ENOBUFS = 105, ECONNREFUSED = 111, ECANCELED = 125;

    [Theory, Engines(Can.Fault)]
    public async Task Short_reads_and_writes_change_no_byte(TestedEngine engine)
    {
        var random = new Random(1);
        var faults = new Faults { MostBytes = _ => { lock (random) { return random.Next(1, 700); } } };
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(1);
        const int length = 200_000;
        var handling = server.Transport.EchoAsync();
        var sending = client.SendAllAsync(marker.Bytes(0, length));
        marker.Check(await client.ReceiveExactlyAsync(length), 0);
        await sending;
        client.Shutdown(SocketShutdown.Send);
        await handling.Soon();
    }

    [Theory, Engines(Can.Fault)]
    public async Task One_byte_a_call_still_carries_a_message(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = new Faults { MostBytes = _ => 1 });
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("byte by byte".Ascii());
        Assert.Equal("byte by byte", (await server.Transport.Input.ReadExactlyAsync(12)).Ascii());
        await server.Transport.Output.WriteAsync("and back".Ascii());
        await server.Transport.Output.CompleteAsync();
        Assert.Equal("and back", (await client.ReceiveToEndAsync()).Ascii());
    }

    [Theory, Engines(Can.Fault)]
    public async Task Disturbed_receives_and_sends_are_repeated(TestedEngine engine)
    {
        var faults = new Faults()
            .Plan(FaultPoint.Receive, EAGAIN, EINTR, ECANCELED, EAGAIN)
            .Plan(FaultPoint.Send, EINTR, EAGAIN, ECANCELED, EINTR);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("question".Ascii());
        Assert.Equal("question", (await server.Transport.Input.ReadExactlyAsync(8)).Ascii());
        await server.Transport.Output.WriteAsync("answer".Ascii());
        Assert.Equal("answer", (await client.ReceiveExactlyAsync(6)).Ascii());
        Assert.Equal(4, faults.Struck(FaultPoint.Receive));
        Assert.Equal(4, faults.Struck(FaultPoint.Send));
    }

    [Theory, Engines(Can.Fault)]
    public async Task A_receive_without_memory_is_repeated_and_the_connection_lives(TestedEngine engine)
    {
        var faults = new Faults().Plan(FaultPoint.Receive, ENOMEM, ENOBUFS).Plan(FaultPoint.Send, ENOBUFS, ENOMEM);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("patience".Ascii());
        Assert.Equal("patience", (await server.Transport.Input.ReadExactlyAsync(8)).Ascii());
        await server.Transport.Output.WriteAsync("pays".Ascii());
        Assert.Equal("pays", (await client.ReceiveExactlyAsync(4)).Ascii());
        Assert.Equal(2, faults.Struck(FaultPoint.Receive));
        Assert.Equal(2, faults.Struck(FaultPoint.Send));
    }

    [Theory, Engines(Can.Fault)]
    public async Task Lasting_shortage_of_memory_fails_the_one_connection_and_not_the_next(TestedEngine engine)
    {
        var faults = new Faults().Always(FaultPoint.Receive, ENOMEM);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("too late".Ascii());
        var (error, _) = await server.Transport.Input.ReadToFailureAsync();
        Assert.IsType<ConnectionAbortedException>(error);
        Assert.True(await client.EndsWithResetAsync());
        faults.Stop();
        var (next, nextClient) = await arena.PairAsync();
        await nextClient.SendAllAsync("fine".Ascii());
        Assert.Equal("fine", (await next.Transport.Input.ReadExactlyAsync(4)).Ascii());
    }

    [Theory, Engines(Can.Fault)]
    public async Task Lasting_shortage_of_memory_on_send_resets_the_client(TestedEngine engine)
    {
        var faults = new Faults().Always(FaultPoint.Send, ENOMEM);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        var (server, client) = await arena.PairAsync();
        _ = server.Transport.Output.WriteAsync("never".Ascii()).AsTask();
        Assert.True(await client.EndsWithResetAsync());
        await server.ConnectionClosed.Cancelled();
    }

    [Theory, Engines(Can.Fault)]
    public async Task A_reset_on_receive_is_thrown_to_the_reader(TestedEngine engine)
    {
        var faults = new Faults().Plan(FaultPoint.Receive, ECONNRESET);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("x".Ascii());
        Assert.IsType<ConnectionResetException>((await server.Transport.Input.ReadToFailureAsync()).Error);
        await server.ConnectionClosed.Cancelled();
        Assert.Equal(1, faults.Struck(FaultPoint.Receive));
    }

    [Theory, Engines(Can.Fault)]
    public async Task Disturbed_accepts_are_repeated(TestedEngine engine)
    {
        var faults = new Faults().Plan(FaultPoint.Accept, ECONNABORTED, EINTR, EAGAIN, ECANCELED);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        await arena.PairAsync();
        await arena.PairAsync();
        Assert.Equal(4, faults.Struck(FaultPoint.Accept));
    }

    [Theory, Engines(Can.Fault)]
    public async Task Accepts_without_descriptors_or_memory_back_off_and_go_on(TestedEngine engine)
    {
        var faults = new Faults().Plan(FaultPoint.Accept, EMFILE, ENFILE, ENOBUFS, ENOMEM);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("waited".Ascii());
        Assert.Equal("waited", (await server.Transport.Input.ReadExactlyAsync(6)).Ascii());
        Assert.Equal(4, faults.Struck(FaultPoint.Accept));
    }

    [Theory, Engines(Can.Fault)]
    public async Task A_listener_that_backs_off_unbinds_at_once(TestedEngine engine)
    {
        var faults = new Faults().Always(FaultPoint.Accept, EMFILE);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        await arena.DialAsync();
        var accepting = arena.Listener.AcceptAsync().AsTask();
        await Waiting.Until(() => faults.Struck(FaultPoint.Accept) >= 2);
        await arena.Listener.UnbindAsync().Soon();
        Assert.Null(await accepting.Soon());
    }

    [Theory, Engines(Can.Fault | Can.Connect)]
    public async Task A_disturbed_connect_is_repeated(TestedEngine engine)
    {
        var faults = new Faults().Plan(FaultPoint.Connect, EINTR, ECANCELED, ENOBUFS);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        arena.Own(await arena.Engine!.ConnectAsync(arena.Listener.EndPoint).Soon());
        await arena.AcceptAsync();
        Assert.Equal(3, faults.Struck(FaultPoint.Connect));
    }

    [Theory, Engines(Can.Fault | Can.Connect)]
    public async Task A_failed_connect_is_classified_by_its_errno(TestedEngine engine)
    {
        (int Errno, ConnectOutcome Outcome)[] cases =
        [
            (ECONNREFUSED, ConnectOutcome.Refused), (110, ConnectOutcome.TimedOut), (101, ConnectOutcome.NetworkUnreachable), (113, ConnectOutcome.HostUnreachable),
            (13, ConnectOutcome.Prohibited), (99, ConnectOutcome.NoLocalAddress), (ENOMEM, ConnectOutcome.Failed),
        ];
        foreach (var (errno, outcome) in cases)
        {
            var faults = new Faults().Always(FaultPoint.Connect, errno);
            await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
            var error = await Assert.ThrowsAsync<ConnectException>(() => arena.Engine!.ConnectAsync(arena.Listener.EndPoint).Soon());
            Assert.Equal(outcome, error.Outcome);
            Assert.True(faults.Struck(FaultPoint.Connect) >= 1);
        }
    }

    [Theory, Engines(Can.Fault)]
    public async Task Random_faults_on_many_connections_change_no_byte(TestedEngine engine)
    {
        var random = new Random(3);
        var faults = new RandomFaults(random);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync());
        host.Start();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            var client = await arena.DialAsync();
            var marker = new Marker(number);
            const int length = 60_000;
            var sending = client.SendAllAsync(marker.Bytes(0, length));
            marker.Check(await client.ReceiveExactlyAsync(length), 0);
            await sending;
            client.Shutdown(SocketShutdown.Send);
            Assert.Empty(await client.ReceiveToEndAsync());
        }));
        Assert.True(faults.Struck > 100, $"only {faults.Struck} faults");
    }

    /// <summary>One call in eight is disturbed, and every one is cut short.</summary>
    sealed class RandomFaults(Random random) : IFaultInjector
    {
        int _struck;

        public int Struck => _struck;

        public int Errno(FaultPoint point)
        {
            lock (random)
            {
                if (point == FaultPoint.Enter || random.Next(8) != 0)
                {
                    return 0;
                }

                _struck++;
                return random.Next(3) switch { 0 => EAGAIN, 1 => EINTR, _ => ECANCELED };
            }
        }

        public int Limit(FaultPoint point, int length)
        {
            lock (random)
            {
                return random.Next(1, Math.Min(length, 2000) + 1);
            }
        }
    }

    // For System.Net.Sockets ENOBUFS is a shortage of the kernel's; for a ring it says that all its receive buffers are filled, which passes however often.
    [Theory]
    [InlineData(TestedEngine.Uring)]
    [InlineData(TestedEngine.UringPinned)]
    public async Task A_ring_that_is_out_of_buffers_many_times_over_costs_nobody_the_connection(TestedEngine engine)
    {
        var faults = new Faults().Plan(FaultPoint.Receive, [.. Enumerable.Repeat(ENOBUFS, 50)]);
        await using var arena = await Arena.OpenAsync(engine, options => options.Faults = faults);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("patience".Ascii());
        Assert.Equal("patience", (await server.Transport.Input.ReadExactlyAsync(8)).Ascii());
        Assert.Equal(50, faults.Struck(FaultPoint.Receive));
    }
}
