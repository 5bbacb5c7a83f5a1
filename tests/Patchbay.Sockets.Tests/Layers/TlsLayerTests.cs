using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>What a connection under TLS keeps of the contract of a plain one.</summary>
[Long]
public sealed class TlsLayerTests
{
    [Theory, Engines(Can.Ours)]
    public async Task A_half_closed_client_still_receives_the_reply(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (client, server) = await arena.PairAsync();
        await client.Transport.Output.WriteAsync("question".Ascii());
        await client.Transport.Output.CompleteAsync();
        Assert.Equal("question", (await server.Transport.Input.ReadToEndAsync()).Ascii());
        var marker = new Marker(7);
        var sending = Task.Run(async () =>
        {
            await server.Transport.Output.WriteAsync(marker.Bytes(0, 3_000_000));
            await server.Transport.Output.CompleteAsync();
        });
        var reply = await client.Transport.Input.ReadToEndAsync();
        marker.Check(reply, 0);
        Assert.Equal(3_000_000, reply.Length);
        await sending.Soon();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task After_the_peers_close_notify_writing_goes_on(SslProtocols protocol)
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (server, client, _) = await arena.PlainClientAsync(protocol);
        await client.WriteAsync("question".Ascii());
        await client.ShutdownAsync().Soon();
        Assert.Equal("question", (await server.Transport.Input.ReadToEndAsync()).Ascii());
        await server.Transport.Output.WriteAsync("answer after your end".Ascii());
        await server.Transport.Output.CompleteAsync();
        var reply = new byte[64];
        var length = await client.ReadAtLeastAsync(reply, reply.Length, throwOnEndOfStream: false).AsTask().Soon();
        Assert.Equal("answer after your end", reply[..length].Ascii());
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_client_that_sends_all_it_has_and_closes_without_reading_loses_nothing(TestedEngine engine)
    {
        // What curl does with an upload by FTP. Session tickets in its receive queue would turn its close into a reset, and what it has not sent yet would be gone.
        await using var arena = await TlsArena.OpenAsync(engine);
        var (server, client, socket) = await arena.PlainClientAsync(SslProtocols.Tls13);
        var marker = new Marker(9);
        await client.WriteAsync(marker.Bytes(0, 600_000)).AsTask().Soon();
        await client.ShutdownAsync().Soon();
        socket.Close();
        var received = await server.Transport.Input.ReadToEndAsync();
        marker.Check(received, 0);
        Assert.Equal(600_000, received.Length);
    }

    [Fact]
    public async Task Session_tickets_come_with_the_first_words_of_the_server()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (server, client, socket) = await arena.PlainClientAsync(SslProtocols.Tls13);
        await client.WriteAsync("question".Ascii());
        await server.Transport.Input.ReadExactlyAsync("question".Length);
        Assert.Equal(0, socket.Available);
        await server.Transport.Output.WriteAsync("answer".Ascii());
        var answer = new byte["answer".Length];
        await client.ReadExactlyAsync(answer).AsTask().Soon();
        Assert.Equal("answer", answer.Ascii());
    }

    [Theory, Engines(Can.Ours)]
    public async Task Our_end_may_fall_anywhere_into_what_the_peer_sends(TestedEngine engine)
    {
        // OpenSSL's objects take one thread at a time: close_notify is made while records are decrypted.
        await using var arena = await TlsArena.OpenAsync(engine);
        var (client, server) = (arena.Client(), arena.Server());
        var marker = new Marker(8);
        for (var turn = 0; turn < 60; turn++)
        {
            var (near, far) = await arena.PairAsync(client, server);
            var sending = Task.Run(async () =>
            {
                await far.Transport.Output.WriteAsync(marker.Bytes(0, 400_000));
                await far.Transport.Output.CompleteAsync();
                await far.Transport.Input.ReadToEndAsync();
            });
            var head = await near.Transport.Input.ReadExactlyAsync(1 + (turn * 6_000));
            await near.Transport.Output.CompleteAsync();
            var rest = await near.Transport.Input.ReadToEndAsync();
            marker.Check(head, 0);
            marker.Check(rest, head.Length);
            Assert.Equal(400_000, head.Length + rest.Length);
            await sending.Soon();
            await near.DisposeAsync().Soon();
            await far.DisposeAsync().Soon();
        }
    }

    [Theory, Engines(Can.Ours)]
    public async Task Both_directions_at_once_carry_megabytes(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (client, server) = await arena.PairAsync();
        const int length = 8_000_000;
        var (up, down) = (new Marker(1), new Marker(2));
        var all = await Task.WhenAll(
            Task.Run(() => SendAsync(client, up)), Task.Run(() => SendAsync(server, down)),
            Task.Run(() => ReceiveAsync(server, up)), Task.Run(() => ReceiveAsync(client, down))).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([length, length, length, length], all);

        async Task<int> SendAsync(ConnectionContext connection, Marker marker)
        {
            for (var done = 0; done < length; done += 50_000)
            {
                await connection.Transport.Output.WriteAsync(marker.At(done, 50_000));
            }

            await connection.Transport.Output.CompleteAsync();
            return length;
        }

        static async Task<int> ReceiveAsync(ConnectionContext connection, Marker marker)
        {
            for (var done = 0; ;)
            {
                var read = await connection.Transport.Input.ReadAsync();
                foreach (var memory in read.Buffer)
                {
                    marker.Check(memory.Span, done);
                    done += memory.Length;
                }

                connection.Transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return done;
                }
            }
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_FIN_without_close_notify_is_a_truncation_and_never_an_end(SslProtocols protocol)
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (server, client, socket) = await arena.PlainClientAsync(protocol);
        await client.WriteAsync("half of it".Ascii());
        Assert.Equal("half of it", (await server.Transport.Input.ReadExactlyAsync(10)).Ascii());
        socket.Shutdown(SocketShutdown.Send);
        var error = await Assert.ThrowsAsync<LayerException>(() => server.Transport.Input.ReadToEndAsync());
        Assert.Equal(LayerFailure.Protocol, error.Failure);
        Assert.Contains("without TLS's close_notify", error.Message);
        Assert.Contains("truncation=allow", error.Hint);
    }

    [Fact]
    public async Task What_came_before_a_truncation_is_read_before_it_is_told()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (server, client, socket) = await arena.PlainClientAsync(SslProtocols.Tls13);
        await client.WriteAsync("before the cut".Ascii());
        socket.Shutdown(SocketShutdown.Send);

        // The end is known here before anybody reads.
        await Waiting.Until(() => server.Features.Get<IHalfCloseFeature>()!.PeerHasFinished);
        var read = await server.Transport.Input.ReadAtLeastAsync(14).Soon();
        Assert.Equal("before the cut", System.Buffers.BuffersExtensions.ToArray(read.Buffer).Ascii());
        Assert.False(read.IsCompleted);

        // Looked at and not taken: it is still there, and whoever waits for more hears why none comes.
        server.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.GetPosition(3));
        read = await server.Transport.Input.ReadAsync().Soon();
        Assert.Equal(14, read.Buffer.Length);
        server.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        Assert.Equal(LayerFailure.Protocol, (await Assert.ThrowsAsync<LayerException>(() => server.Transport.Input.ReadAsync().Soon())).Failure);
        await Assert.ThrowsAsync<LayerException>(() => server.Transport.Input.ReadAsync().Soon());
    }

    [Fact]
    public async Task A_FIN_in_the_middle_of_a_record_is_a_truncation_too()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (server, client, socket) = await arena.PlainClientAsync(SslProtocols.Tls13);
        await client.WriteAsync("x".Ascii());
        await server.Transport.Input.ReadExactlyAsync(1);
        await socket.SendAllAsync(new byte[] { 23, 3, 3, 1, 0, 99, 98 });
        socket.Shutdown(SocketShutdown.Send);
        var error = await Assert.ThrowsAsync<LayerException>(() => server.Transport.Input.ReadToEndAsync());
        Assert.Contains("without TLS's close_notify", error.Message);
    }

    [Fact]
    public async Task Truncation_allowed_takes_a_FIN_for_an_end()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (server, client, socket) = await arena.PlainClientAsync(SslProtocols.Tls13, "cert={dir}/server.pem,truncation=allow");
        await client.WriteAsync("all of it".Ascii());
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("all of it", (await server.Transport.Input.ReadToEndAsync()).Ascii());
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_reset_is_told_as_a_reset(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (server, client, socket) = await arena.PlainClientAsync(SslProtocols.Tls13);
        await client.WriteAsync("x".Ascii());
        await server.Transport.Input.ReadExactlyAsync(1);
        socket.Reset();
        var (error, _) = await server.Transport.Input.ReadToFailureAsync();
        Assert.IsAssignableFrom<ConnectionResetException>(error);
    }

    [Theory, Engines(Can.Ours)]
    public async Task Abort_resets_the_peer_and_ends_both_pipes_here(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (server, _, socket) = await arena.PlainClientAsync(SslProtocols.Tls13);
        server.Abort(new ConnectionAbortedException("enough"));
        var (error, _) = await server.Transport.Input.ReadToFailureAsync();
        Assert.IsType<ConnectionAbortedException>(error);
        Assert.True(await socket.EndsWithResetAsync());
    }

    [Theory, Engines(Can.Ours)]
    public async Task An_output_completed_with_an_error_is_no_proper_end_for_the_peer(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (server, _, socket) = await arena.PlainClientAsync(SslProtocols.Tls13);
        await server.Transport.Output.CompleteAsync(new InvalidDataException("the source broke"));
        Assert.True(await socket.EndsWithResetAsync());
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_peer_that_does_not_read_holds_up_the_writer(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (client, server) = await arena.PairAsync();
        var marker = new Marker(3);
        long sent = 0;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await client.Transport.Output.WriteAsync(marker.At(sent, 60_000));
                sent += 60_000;
            }

            await client.Transport.Output.CompleteAsync();
        });
        long seen;
        do
        {
            seen = Interlocked.Read(ref sent);
            await Task.WhenAny(writing, Task.Delay(300));
        }
        while (seen != Interlocked.Read(ref sent));
        Assert.False(writing.IsCompleted);
        Assert.InRange(seen, 1, 40_000_000);
        await stop.CancelAsync();
        var bytes = await server.Transport.Input.ReadToEndAsync();
        await writing.Soon();
        Assert.Equal(sent, bytes.Length);
        marker.Check(bytes, 0);
    }

    [Theory, Engines(Can.Ours)]
    public async Task A_cancelled_read_loses_nothing(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (client, server) = await arena.PairAsync();
        for (var turn = 0; turn < 20; turn++)
        {
            var reading = server.Transport.Input.ReadAsync().AsTask();
            server.Transport.Input.CancelPendingRead();
            var read = await reading.Soon();
            Assert.True(read.IsCanceled);
            server.Transport.Input.AdvanceTo(read.Buffer.Start);
            await client.Transport.Output.WriteAsync(new[] { (byte)turn });
            Assert.Equal([(byte)turn], await server.Transport.Input.ReadExactlyAsync(1));
        }
    }

    [Theory, Engines(Can.Ours)]
    public async Task Disposing_sends_everything_and_then_the_end(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (client, server) = await arena.PairAsync();
        var marker = new Marker(5);
        var reading = Task.Run(() => server.Transport.Input.ReadToEndAsync());
        var writing = client.Transport.Output.WriteAsync(marker.Bytes(0, 2_000_000)).AsTask();
        await client.DisposeAsync().Soon();
        await writing.Soon();
        var bytes = await reading.Soon();
        Assert.Equal(2_000_000, bytes.Length);
        marker.Check(bytes, 0);
    }

    [Fact]
    public async Task Disposing_reads_what_the_peer_still_sends_until_its_end()
    {
        // A socket closed over unread bytes, session tickets for one, resets the peer, which then loses our last ones. The pipes of this connection hold little:
        // unless somebody reads, the peer's write stays.
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        using var memory = new MemoryConnection();
        var far = new DefaultConnectionContext("far", memory.Connection.Application!, memory.Connection.Transport);
        var accepting = arena.Server().AcceptAsync(far).Soon();
        await using var client = await arena.Client().ConnectAsync(memory.Connection).Soon();
        await using var server = await accepting;
        await client.Transport.Output.WriteAsync("last words".Ascii());
        var disposing = client.DisposeAsync().AsTask();
        Assert.Equal("last words", (await server.Transport.Input.ReadToEndAsync()).Ascii());
        await server.Transport.Output.WriteAsync(new byte[1_000_000]).Soon();
        await server.Transport.Output.CompleteAsync();
        await disposing.Soon();
    }

    [Theory, Engines(Can.Ours)]
    public async Task Disposing_does_not_wait_for_ever_for_a_peer_that_never_ends(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var (server, client, _) = await arena.PlainClientAsync(SslProtocols.Tls13);
        await server.Transport.Output.WriteAsync("all of it".Ascii());
        await server.DisposeAsync().Soon();
        var reply = new byte[64];
        Assert.Equal(9, await client.ReadAtLeastAsync(reply, reply.Length, throwOnEndOfStream: false).AsTask().Soon());
    }

    [Fact]
    public async Task The_features_of_ASP_NET_say_what_was_agreed_on()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (client, server) = await arena.PairAsync(arena.Client("ca={dir}/ca.pem,alpn=\"h2,http/1.1\""), arena.Server("cert={dir}/server.pem,alpn=http/1.1"));
        foreach (var connection in new[] { client, server })
        {
            var handshake = connection.Features.Get<ITlsHandshakeFeature>()!;
            Assert.Equal(SslProtocols.Tls13, handshake.Protocol);
            Assert.NotNull(handshake.NegotiatedCipherSuite);
            Assert.Equal("localhost", handshake.HostName);
            Assert.Equal("http/1.1", connection.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.ITlsApplicationProtocolFeature>()!.ApplicationProtocol.ToArray().Ascii());
            Assert.NotNull(connection.Features.Get<ITlsConnectionFeature>());
            Assert.Same(connection.Transport, connection.Features.Get<IConnectionTransportFeature>()!.Transport);
            Assert.NotNull(connection.Features.Get<ISocketIdentityFeature>());
        }
    }
}
