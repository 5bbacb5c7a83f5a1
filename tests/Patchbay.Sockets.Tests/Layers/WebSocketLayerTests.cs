using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>ws addresses on every engine: between two ends of ours, and with .NET's own WebSocket as the foreign peer on either side.</summary>
public class WebSocketLayerTests
{
    [Theory, Engines(Can.Ours)]
    public async Task Whoever_finishes_first_still_hears_all_of_the_other(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        foreach (var clientFirst in new[] { true, false })
        {
            var (server, client) = await PairAsync(arena);
            var (first, second) = clientFirst ? (client, server) : (server, client);
            var marker = new Marker(3);
            await first.Transport.Output.WriteAsync("that is all"u8.ToArray());
            await first.Transport.Output.CompleteAsync();
            Assert.Equal("that is all", (await second.Transport.Input.ReadToEndAsync()).Ascii());
            Assert.True(second.Features.Get<IHalfCloseFeature>()!.PeerHasFinished);

            const int length = 3_000_000;
            var reading = first.Transport.Input.ReadToEndAsync();
            for (var done = 0; done < length; done += 50_000)
            {
                await second.Transport.Output.WriteAsync(marker.At(done, 50_000));
            }

            await second.Transport.Output.CompleteAsync();
            var got = await reading;
            Assert.Equal(length, got.Length);
            marker.Check(got, 0);
            await server.DisposeAsync().Soon();
            await client.DisposeAsync().Soon();
        }
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_side_that_vanishes_is_a_cut_after_what_it_had_said(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var socket = await UpgradedAsync(arena);
        await using var server = await AcceptAsync(arena, socket);
        await socket.SendAsync(WebSocketWire.Masked(0x82, "half"u8));
        socket.Shutdown(SocketShutdown.Send);
        var (error, bytes) = await server.Transport.Input.ReadToFailureAsync();
        Assert.Equal(4, bytes);
        Assert.Equal("the connection ended without a Close frame", Assert.IsType<ConnectionResetException>(error).Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x83, 0x80, 0, 0, 0, 0 }, 1002, "opcode 3 is reserved")]
    [InlineData(new byte[] { 0x81, 0x81, 0, 0, 0, 0, 0xFF }, 1007, "a text message is not UTF-8")]
    [InlineData(new byte[] { 0x82, 0xFE, 0x10, 0, 0, 0, 0, 0 }, 1009, "a message is longer than 1024 bytes")]
    public async Task A_peer_that_breaks_the_protocol_is_told_why_and_our_reader_too(byte[] octets, int code, string why)
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var socket = await UpgradedAsync(arena);
        await using var server = await AcceptAsync(arena, socket, ",max-message=1k");
        await socket.SendAsync(octets);
        var (error, _) = await server.Transport.Input.ReadToFailureAsync();
        Assert.Equal($"the peer broke the WebSocket protocol: {why}", Assert.IsType<LayerException>(error).Message);
        Assert.Equal($"close {code} {why}", WebSocketWire.Read((await ReceiveToAsync(socket, [0x88])).ToArray()));
        Assert.True((await server.Transport.Output.WriteAsync("late"u8.ToArray())).IsCompleted);
        socket.Shutdown(SocketShutdown.Send);
    }

    [Theory]
    [InlineData(1011, "oh no", "the peer closed the WebSocket with 1011 (internal error): oh no")]
    [InlineData(4004, "", "the peer closed the WebSocket with 4004")]
    public async Task A_Close_that_tells_an_error_is_no_proper_end(int code, string reason, string message)
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var socket = await UpgradedAsync(arena);
        await using var server = await AcceptAsync(arena, socket);
        await socket.SendAsync(WebSocketWire.Masked(0x88, WebSocketWire.Close(code, reason)));
        var (error, _) = await server.Transport.Input.ReadToFailureAsync();
        Assert.Equal(message, error?.Message);
    }

    [Fact]
    public async Task A_ping_is_answered_while_our_side_writes_nothing_and_reads_nothing()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var socket = await UpgradedAsync(arena);
        await using var server = await AcceptAsync(arena, socket);
        await socket.SendAsync(Join(WebSocketWire.Masked(0x8A, "unasked"u8), WebSocketWire.Masked(0x89, "there?"u8)));
        Assert.Equal("pong(there?) ", WebSocketWire.Read((await ReceiveToAsync(socket, [0x8A, 6, .. "there?"u8])).ToArray()));
        socket.Shutdown(SocketShutdown.Send);
    }

    [Fact]
    public async Task A_peer_that_answers_no_ping_is_cut()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var socket = await UpgradedAsync(arena);
        await using var server = await AcceptAsync(arena, socket, ",ping=50ms");
        var (error, _) = await server.Transport.Input.ReadToFailureAsync();
        Assert.Contains("answered no ping within 50 ms", error?.Message);
        Assert.StartsWith("ping()", WebSocketWire.Read((await ReceiveToAsync(socket, [0x89, 0])).ToArray()));
    }

    [Fact]
    public async Task What_is_flushed_at_once_is_one_message()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var (socket, server) = await ForeignClientAsync(arena, ",text");
        await using var listener = server;
        using var client = socket;
        var output = server.Transport.Output;
        System.Buffers.BuffersExtensions.Write(output, "one "u8);
        System.Buffers.BuffersExtensions.Write(output, "message"u8);
        await output.FlushAsync();
        var euro = "€"u8.ToArray();
        await output.WriteAsync(euro.AsMemory(0, 2));
        await output.WriteAsync(euro.AsMemory(2));
        await output.WriteAsync(Encoding.ASCII.GetBytes(new string('x', 200_000)));
        Assert.Equal(("one message", WebSocketMessageType.Text), await ReceiveAsync(client));
        Assert.Equal(("€", WebSocketMessageType.Text), await ReceiveAsync(client));
        Assert.Equal(200_000, (await ReceiveAsync(client)).Text.Length);
        await Assert.ThrowsAsync<LayerException>(async () => await output.WriteAsync(new byte[] { 0xFF }));
    }

    [Fact]
    public async Task A_foreign_client_that_closes_still_gets_the_answer_that_comes_later()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var (client, server) = await ForeignClientAsync(arena);
        await using var listener = server;
        using var owned = client;
        await client.SendAsync("question"u8.ToArray(), WebSocketMessageType.Binary, true, default);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal("question", (await server.Transport.Input.ReadToEndAsync()).Ascii());
        await server.Transport.Output.WriteAsync("answer"u8.ToArray());
        await server.Transport.Output.CompleteAsync();
        Assert.Equal(("answer", WebSocketMessageType.Binary), await ReceiveAsync(client));
        Assert.Equal(WebSocketMessageType.Close, (await ReceiveAsync(client)).Type);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task A_foreign_server_that_answers_after_our_end_is_heard_and_then_told()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var (server, connection) = await ForeignServerAsync(arena, "linger=300ms");
        await using var client = connection;
        using var owned = server;
        await client.Transport.Output.WriteAsync("question"u8.ToArray());
        await client.Transport.Output.CompleteAsync();
        Assert.Equal(("question", WebSocketMessageType.Binary), await ReceiveAsync(server));

        // Nothing was said of an end yet; the silence that follows our answer brings it.
        await server.SendAsync("answer"u8.ToArray(), WebSocketMessageType.Binary, true, default);
        Assert.Equal(WebSocketMessageType.Close, (await ReceiveAsync(server)).Type);
        await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal("answer", (await client.Transport.Input.ReadToEndAsync()).Ascii());
    }

    [Fact]
    public async Task Disposing_says_Close_at_once_and_a_peer_that_never_answers_does_not_hold_it_for_long()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var (server, client) = await ForeignServerAsync(arena, "linger=1h");
        using var owned = server;
        var disposing = client.DisposeAsync();
        Assert.Equal(WebSocketMessageType.Close, (await ReceiveAsync(server)).Type);
        await disposing.Soon();
    }

    [Fact]
    public async Task An_output_completed_with_an_error_is_no_proper_end_for_the_peer()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var (server, client) = await PairAsync(arena);
        await using var owned = client;
        await server.Transport.Output.WriteAsync("half"u8.ToArray());
        await server.Transport.Output.CompleteAsync(new IOException("the source broke"));
        Assert.IsType<ConnectionResetException>((await client.Transport.Input.ReadToFailureAsync()).Error);
        await server.DisposeAsync().Soon();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 426 Upgrade Required\r\n", "refused with 426 Upgrade Required")]
    [InlineData("\u0016\u0003\u0001\u0002", "HTTP/1.1 400 Bad Request\r\n", "refused with 400 Bad Request: Refused: it is not HTTP")]
    public async Task What_is_no_upgrade_gets_an_answer_and_ends_its_own_connection_only(string request, string answer, string message)
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        using var socket = await arena.DialAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        var accepting = AcceptAsync(arena, socket);
        Assert.StartsWith(answer, (await ReceiveToAsync(socket, "\n\r\n"u8.ToArray())).ToArray().Ascii());
        socket.Shutdown(SocketShutdown.Send);
        var error = await Assert.ThrowsAsync<LayerException>(() => accepting);
        Assert.Equal(LayerFailure.Upgrade, error.Failure);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public async Task A_server_that_says_no_is_told_with_its_words()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        var dialing = ConnectAsync(arena, "/nowhere");
        using var listener = await arena.AcceptAsync().ContinueWith(static task => (IDisposable)new Handle(AddressLayers.Open(Address.Parse("ws-listen:1,path=/chat"), new()).AcceptAsync(task.Result).AsTask()), TaskScheduler.Default);
        var error = await Assert.ThrowsAsync<LayerException>(() => dialing);
        Assert.Equal(LayerFailure.Upgrade, error.Failure);
        Assert.Contains("/nowhere is no WebSocket for us: the server answered 404 Not Found (There is nothing at /nowhere)", error.Message);
        Assert.Equal("Is the path right?", error.Hint);
    }

    sealed record Handle(Task<ConnectionContext> Accepting) : IDisposable
    {
        public void Dispose() => Assert.IsType<LayerException>(Assert.ThrowsAny<AggregateException>(() => Accepting.Wait(Waiting.Limit)).InnerException);
    }

    static async Task<(ConnectionContext Server, ConnectionContext Client)> PairAsync(Arena arena)
    {
        var connecting = ConnectAsync(arena, "/");
        var server = await AddressLayers.Open(Address.Parse("ws-listen:1"), new()).AcceptAsync(await arena.AcceptAsync()).Soon();
        return (server, await connecting);
    }

    static Task<ConnectionContext> ConnectAsync(Arena arena, string rest) =>
        AddressLayers.ConnectAsync(arena.Engine!, Address.Parse($"ws://{arena.Listener.EndPoint}{rest}"), new()).Soon();

    static async Task<ConnectionContext> AcceptAsync(Arena arena, Socket client, string options = "")
    {
        Assert.True(client.Connected);
        return await AddressLayers.Open(Address.Parse("ws-listen:1" + options), new()).AcceptAsync(await arena.AcceptAsync()).Soon();
    }

    /// <summary>A plain socket that has asked for an upgrade; the answer is not read yet.</summary>
    static async Task<Socket> UpgradedAsync(Arena arena)
    {
        var socket = await arena.DialAsync();
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"u8.ToArray());
        return socket;
    }

    static async Task<(ClientWebSocket Client, ConnectionContext Server)> ForeignClientAsync(Arena arena, string options = "")
    {
        var client = new ClientWebSocket();
        var connecting = client.ConnectAsync(new Uri($"ws://{arena.Listener.EndPoint}/"), default).Soon();
        var server = await AddressLayers.Open(Address.Parse("ws-listen:1" + options), new()).AcceptAsync(await arena.AcceptAsync()).Soon();
        await connecting;
        return (client, server);
    }

    static async Task<(WebSocket Server, ConnectionContext Client)> ForeignServerAsync(Arena arena, string options)
    {
        var connecting = ConnectAsync(arena, "/#" + options);
        var raw = await arena.AcceptAsync();
        var (head, _, _) = await HttpHeadReader.ReadAsync(raw.Transport.Input, default).Soon();
        var answer = WebSocketServerHandshake.Answer(head! with { Fields = [.. head!.Fields.Where(static field => field.Key != "Sec-WebSocket-Extensions")] }, new(), raw.LocalEndPoint);
        await raw.Transport.Output.WriteAsync(answer.Response);
        return (WebSocket.CreateFromStream(raw.AsStream(), new WebSocketCreationOptions { IsServer = true }), await connecting);
    }

    static async Task<(string Text, WebSocketMessageType Type)> ReceiveAsync(WebSocket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[65536];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), default).Soon();
            all.Write(buffer, 0, result.Count);
            if (result.EndOfMessage)
            {
                return (Encoding.UTF8.GetString(all.ToArray()), result.MessageType);
            }
        }
    }

    /// <summary>Reads the upgrade's answer and what follows, from the place where the frame begins, until it is there.</summary>
    static async Task<Memory<byte>> ReceiveToAsync(Socket socket, byte[] begin)
    {
        var all = new byte[65536];
        var count = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(all.AsMemory(count)).Soon();
            Assert.True(received > 0, $"It ended after: {all[..count].Ascii()}");
            count += received;
            var frames = all.AsSpan(0, count).IndexOf("\r\n\r\n"u8) + 4;
            if (begin[0] == '\n' ? frames > 4 : all.AsSpan(frames, count - frames).IndexOf(begin) >= 0 && count > frames + 1 && count >= frames + 2 + (all[frames + 1] & 0x7F))
            {
                return begin[0] == '\n' ? all.AsMemory(0, count) : all.AsMemory(frames, count - frames);
            }
        }
    }

    static byte[] Join(params byte[][] frames) => [.. frames.SelectMany(static frame => frame)];
}
