using System.Net.Sockets;
using System.Text;
using Patchbay.Services.Chargen;
using Patchbay.Services.Daytime;
using Patchbay.Services.Discard;
using Patchbay.Services.Echo;
using Patchbay.Services.Models;

namespace Patchbay.Services.Tests.Models;

public class BlockingServiceTests
{
    public static TheoryData<ServerModel> Blocking => [ServerModel.Iterative, ServerModel.Threads, ServerModel.Pool];

    public static TheoryData<ServerModel> Concurrent => [ServerModel.Threads, ServerModel.Pool];

    [Theory]
    [MemberData(nameof(Blocking))]
    public async Task A_half_closed_client_still_receives_the_whole_reply_and_then_FIN(ServerModel model)
    {
        await using var echo = await RunningStream.StartAsync(Echo(model));
        using var client = await PeerSocket.ConnectAsync(echo.EndPoint);
        var sent = new byte[3_000_000];
        Random.Shared.NextBytes(sent);
        var received = client.ReceiveToEndAsync();
        await client.SendAsync(sent);
        client.Finish();
        Assert.Equal(sent, await received);
    }

    [Fact]
    public async Task Iterative_makes_the_second_client_wait_until_the_first_has_finished()
    {
        await using var echo = await RunningStream.StartAsync(Echo(ServerModel.Iterative));
        using var first = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(first, "1");
        using var second = await PeerSocket.ConnectAsync(echo.EndPoint);
        await second.SendAsync("2"u8.ToArray());
        var answer = second.ReceiveExactlyAsync(1);

        // However often the first one speaks, it is still its turn.
        for (var i = 0; i < 200; i++)
        {
            await EchoesAsync(first, "1");
        }

        Assert.False(answer.IsCompleted);
        Assert.Equal(1, echo.Service.Status.Connections);
        first.Finish();
        await first.ReceiveToEndAsync();
        Assert.Equal("2"u8.ToArray(), await answer);
    }

    [Theory]
    [MemberData(nameof(Concurrent))]
    public async Task A_model_with_several_threads_serves_the_second_client_beside_the_first(ServerModel model)
    {
        await using var echo = await RunningStream.StartAsync(Echo(model));
        using var first = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(first, "1");
        using var second = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(second, "2");
        Assert.Equal(2, echo.Service.Status.Connections);
    }

    [Theory]
    [InlineData(ServerModel.Pool, "pool-threads")]
    [InlineData(ServerModel.Threads, "max-connections")]
    public async Task Above_the_bound_a_client_waits_in_the_backlog_until_another_leaves(ServerModel model, string bound)
    {
        await using var echo = await RunningStream.StartAsync(Echo(model), (bound, "2"));
        using var first = await PeerSocket.ConnectAsync(echo.EndPoint);
        using var second = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(first, "1");
        await EchoesAsync(second, "2");
        using var third = await PeerSocket.ConnectAsync(echo.EndPoint);
        await third.SendAsync("3"u8.ToArray());
        var answer = third.ReceiveExactlyAsync(1);
        await EchoesAsync(first, "1");
        Assert.False(answer.IsCompleted);
        second.Reset();
        Assert.Equal("3"u8.ToArray(), await answer);
    }

    [Theory]
    [MemberData(nameof(Blocking))]
    public async Task A_reset_of_one_client_leaves_the_server_to_the_next(ServerModel model)
    {
        await using var echo = await RunningStream.StartAsync(Echo(model));
        using (var rude = await PeerSocket.ConnectAsync(echo.EndPoint))
        {
            await rude.SendAsync(new byte[100_000]);
            await rude.ReceiveExactlyAsync(1);
            rude.Reset();
        }

        using var next = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(next, "still here");
    }

    [Theory]
    [MemberData(nameof(Blocking))]
    public async Task A_stop_ends_a_quiet_client_with_FIN_and_counts_it_as_drained(ServerModel model)
    {
        await using var echo = await RunningStream.StartAsync(Echo(model));
        using var client = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(client, "hello");
        var report = await echo.Service.StopAsync(CancellationToken.None).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal((1, 0), (report.Drained, report.Cut));
        Assert.Empty(await client.ReceiveToEndAsync());
        await Assert.ThrowsAnyAsync<SocketException>(() => PeerSocket.ConnectAsync(echo.EndPoint));
        Assert.Equal(0, echo.Service.Status.Connections);
    }

    [Theory]
    [MemberData(nameof(Blocking))]
    public async Task A_stop_cuts_a_client_that_reads_nothing_and_says_so(ServerModel model)
    {
        await using var echo = await RunningStream.StartAsync(Echo(model), ("drain-timeout", "0s"));
        using var client = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(client, "hello");

        // More than both kernels' buffers hold: the server's thread comes to wait in send(2), and this never ends by itself.
        var sending = client.SendAsync(new byte[100_000_000]);
        var report = await echo.Service.StopAsync(CancellationToken.None).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal((0, 1), (report.Drained, report.Cut));
        await Assert.ThrowsAnyAsync<SocketException>(() => sending);
        Assert.Equal(0, echo.Service.Status.Connections);
    }

    [Fact]
    public async Task An_idle_client_is_reset_and_the_next_one_gets_its_turn()
    {
        // Long enough for the first echo on a busy machine.
        await using var echo = await RunningStream.StartAsync(Echo(ServerModel.Iterative), ("idle-timeout", "2s"));
        using var client = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(client, "busy");
        using var next = await PeerSocket.ConnectAsync(echo.EndPoint);
        await next.SendAsync("x"u8.ToArray());

        var error = await Assert.ThrowsAsync<SocketException>(() => client.ReceiveToEndAsync());
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        Assert.Equal("x"u8.ToArray(), await next.ReceiveExactlyAsync(1));
    }

    [Theory]
    [MemberData(nameof(Blocking))]
    public async Task The_status_counts_connections_and_bytes_also_of_those_that_ended(ServerModel model)
    {
        await using var echo = await RunningStream.StartAsync(Echo(model));
        using (var first = await PeerSocket.ConnectAsync(echo.EndPoint))
        {
            await first.SendAsync("12345"u8.ToArray());
            first.Finish();
            await first.ReceiveToEndAsync();
        }

        using var second = await PeerSocket.ConnectAsync(echo.EndPoint);
        await EchoesAsync(second, "123");
        await echo.Service.StopAsync(CancellationToken.None);
        var status = echo.Service.Status;
        Assert.Equal((2, 8, 8), ((int)status.Accepted, (int)status.BytesReceived, (int)status.BytesSent));
    }

    [Theory]
    [MemberData(nameof(Blocking))]
    public async Task Daytime_says_its_line_and_a_client_that_talks_does_not_lose_it(ServerModel model)
    {
        await using var daytime = await RunningStream.StartAsync(BlockingService.Create(DaytimeService.Create().Description, model)!);
        using var client = await PeerSocket.ConnectAsync(daytime.EndPoint);
        await client.SendAsync("what time is it?"u8.ToArray());
        client.Finish();
        Assert.EndsWith("-UTC\r\n", await client.ReceiveTextToEndAsync());
    }

    [Fact]
    public async Task Discard_takes_everything_and_answers_nothing()
    {
        await using var discard = await RunningStream.StartAsync(BlockingService.Create(DiscardService.Create().Description, ServerModel.Threads)!);
        using var client = await PeerSocket.ConnectAsync(discard.EndPoint);
        await client.SendAsync(new byte[1_000_000]);
        client.Finish();
        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.Equal(1_000_000, discard.Service.Status.BytesReceived);
    }

    [Fact]
    public void Chargen_sends_and_receives_at_once_and_has_no_blocking_version() =>
        Assert.Null(BlockingService.Create(ChargenService.Create().Description, ServerModel.Threads));

    [Fact]
    public async Task An_address_that_is_taken_names_its_holder_and_leaves_nothing_bound()
    {
        await using var echo = await RunningStream.StartAsync(Echo(ServerModel.Threads));
        var error = await Assert.ThrowsAsync<BindException>(() => RunningStream.StartAsync(Echo(ServerModel.Pool), echo.Address));
        Assert.Equal(BindFailure.InUse, error.Failure);
        Assert.Contains($"this program (pid {Environment.ProcessId})", error.Message);
    }

    [Theory]
    [InlineData("udp-listen:0", "is for datagrams")]
    [InlineData("tls-listen:0", "without tls")]
    [InlineData("tcp-listen:0,once", "once has no meaning with --model threads")]
    public async Task An_address_that_a_blocking_server_cannot_serve_is_said_in_words(string address, string words)
    {
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => RunningStream.StartAsync(Echo(ServerModel.Threads), Sockets.Address.Parse(address, Sockets.AddressRole.Listen)));
        Assert.Contains(words, error.Message);
    }

    [Theory]
    [MemberData(nameof(Blocking))]
    public async Task Every_step_of_a_client_is_told_in_order(ServerModel model)
    {
        var log = new StepLog();
        using (Sockets.SocketEvents.Subscribe(log))
        {
            await using var echo = await RunningStream.StartAsync(Echo(model));
            using (var client = await PeerSocket.ConnectAsync(echo.EndPoint))
            {
                await EchoesAsync(client, "hello");
                client.Finish();
                await client.ReceiveToEndAsync();
            }

            await echo.Service.StopAsync(CancellationToken.None);
            Assert.Equal("Created Bound Listening Closed", log.StepsOf(Sockets.SocketStep.Created, echo.EndPoint));
            Assert.Equal("Accepted Received Sent PeerFinished WeFinished Closed", log.StepsOf(Sockets.SocketStep.Accepted, echo.EndPoint));
        }
    }

    static BlockingService Echo(ServerModel model) => BlockingService.Create(EchoService.Create().Description, model)!;

    static async Task EchoesAsync(PeerSocket client, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        await client.SendAsync(bytes);
        Assert.Equal(bytes, await client.ReceiveExactlyAsync(bytes.Length));
    }
}
