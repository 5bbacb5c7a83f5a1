using System.Buffers;
using Patchbay.Services.Echo;
using Patchbay.TestSupport;

namespace Patchbay.Services.Tests.Echo;

public class EchoServiceTests
{
    [Fact]
    public async Task A_half_closed_client_still_receives_the_whole_reply_and_then_FIN()
    {
        await using var echo = await RunningStream.StartAsync(EchoService.Create());
        using var client = await PeerSocket.ConnectAsync(echo.EndPoint);
        var sent = new byte[3_000_000];
        Random.Shared.NextBytes(sent);
        var received = client.ReceiveToEndAsync();
        await client.SendAsync(sent);
        client.Finish();
        Assert.Equal(sent, await received);
    }

    [Fact]
    public async Task Bytes_come_back_while_the_client_is_still_sending()
    {
        await using var echo = await RunningStream.StartAsync(EchoService.Create());
        using var client = await PeerSocket.ConnectAsync(echo.EndPoint);
        for (byte i = 0; i < 10; i++)
        {
            await client.SendAsync(new[] { i });
            Assert.Equal([i], await client.ReceiveExactlyAsync(1));
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_stops_the_echo_from_reading_on()
    {
        const int room = 16 * 1024;
        using var memory = new MemoryConnection(room);
        var serving = EchoService.ServeAsync(memory.Connection);
        var chunk = new byte[room];
        // The echo takes what fits and then waits for the client: of the second chunk at most one read is on its way.
        Assert.False((await memory.Peer.WriteAsync(chunk.AsMemory(0, room - 1)).AsTask().WaitAsync(ChildProcess.Limit)).IsCompleted);
        var second = memory.Peer.WriteAsync(chunk).AsTask();
        var third = Task.Run(async () =>
        {
            await second;
            await memory.Peer.WriteAsync(chunk);
            await memory.Peer.WriteAsync(chunk);
        });
        var first = await memory.FromHandler.ReadAtLeastAsync(room - 1).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.False(third.IsCompleted);
        memory.FromHandler.AdvanceTo(first.Buffer.End);

        // The twin: once the client reads, everything comes.
        var total = first.Buffer.IsEmpty ? 0L : room - 1L;
        while (total < (room * 4) - 1)
        {
            var read = await memory.FromHandler.ReadAsync().AsTask().WaitAsync(ChildProcess.Limit);
            total += read.Buffer.Length;
            memory.FromHandler.AdvanceTo(read.Buffer.End);
        }

        await third.WaitAsync(ChildProcess.Limit);
        await memory.Peer.CompleteAsync();
        await serving.WaitAsync(ChildProcess.Limit);
    }

    [Fact]
    public async Task A_draining_host_ends_a_quiet_connection_and_returns_what_it_had_said()
    {
        using var memory = new MemoryConnection();
        var serving = EchoService.ServeAsync(memory.Connection);
        await memory.Peer.WriteAsync("last words"u8.ToArray());
        memory.RequestClose();
        await serving.WaitAsync(ChildProcess.Limit);
        Assert.Equal("last words"u8.ToArray(), (await memory.FromHandler.ReadAsync()).Buffer.ToArray());
    }

    [Fact]
    public async Task Without_a_drain_a_quiet_connection_stays()
    {
        using var memory = new MemoryConnection();
        var serving = EchoService.ServeAsync(memory.Connection);
        await Task.Delay(DrainWatch.Quiet * 2);
        Assert.False(serving.IsCompleted);
        await memory.Peer.CompleteAsync();
        await serving.WaitAsync(ChildProcess.Limit);
    }

    [Fact]
    public async Task A_reset_of_one_client_leaves_the_others_alone()
    {
        await using var echo = await RunningStream.StartAsync(EchoService.Create());
        using var first = await PeerSocket.ConnectAsync(echo.EndPoint);
        using var second = await PeerSocket.ConnectAsync(echo.EndPoint);
        await first.SendAsync(new byte[100_000]);
        first.Reset();
        await second.SendAsync("still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), await second.ReceiveExactlyAsync(10));
    }

    [Fact]
    public async Task The_status_counts_connections_and_bytes()
    {
        await using var echo = await RunningStream.StartAsync(EchoService.Create());
        using var client = await PeerSocket.ConnectAsync(echo.EndPoint);
        await client.SendAsync("12345"u8.ToArray());
        await client.ReceiveExactlyAsync(5);
        var status = echo.Service.Status;
        Assert.Equal((1, 1, 5), (status.Connections, (int)status.Accepted, (int)status.BytesReceived));
    }

    [Fact]
    public async Task A_limit_per_address_resets_the_client_above_it()
    {
        await using var echo = await RunningStream.StartAsync(EchoService.Create(), ("max-connections-per-address", "1"));
        using var first = await PeerSocket.ConnectAsync(echo.EndPoint);
        await first.SendAsync("a"u8.ToArray());
        await first.ReceiveExactlyAsync(1);
        using var second = await PeerSocket.ConnectAsync(echo.EndPoint);
        await Assert.ThrowsAnyAsync<Exception>(() => second.ReceiveExactlyAsync(1));
        Assert.Equal(1, echo.Service.Status.Refused);
    }
}
