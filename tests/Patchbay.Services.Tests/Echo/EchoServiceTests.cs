using System.Buffers;
using System.Net.Sockets;
using Patchbay.Services.Echo;

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
        const int room = 16 * 1024, chunk = 1024, total = 4_096_000;
        // Both pipes full, a chunk over each, and what the echo holds between them.
        const int most = (2 * (room + chunk)) + room;
        using var memory = new MemoryConnection(room);
        var serving = EchoService.ServeAsync(memory.Connection);
        long sent = 0, read = 0;
        var sending = Task.Run(async () =>
        {
            for (; Volatile.Read(ref sent) < total; Interlocked.Add(ref sent, chunk))
            {
                await memory.Peer.WriteAsync(new byte[chunk]);
            }

            await memory.Peer.CompleteAsync();
        });
        var full = await memory.FromHandler.ReadAtLeastAsync(room).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.InRange(Volatile.Read(ref sent), 0, most);
        memory.FromHandler.AdvanceTo(full.Buffer.Start);

        // The twin: with a client that reads a little at a time, all of it passes, and never more is on its way.
        while (read < total)
        {
            var result = await memory.FromHandler.ReadAsync().AsTask().WaitAsync(ChildProcess.Limit);
            var piece = result.Buffer.Slice(0, Math.Min(chunk, result.Buffer.Length));
            read += piece.Length;
            memory.FromHandler.AdvanceTo(piece.End);
            Assert.InRange(Volatile.Read(ref sent) - read, -chunk, most);
        }

        await sending.WaitAsync(ChildProcess.Limit);
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
        // The reset may come before connect(2) has returned.
        var error = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var second = await PeerSocket.ConnectAsync(echo.EndPoint);
            await second.ReceiveExactlyAsync(1);
        });
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        Assert.Equal(1, echo.Service.Status.Refused);
    }
}
