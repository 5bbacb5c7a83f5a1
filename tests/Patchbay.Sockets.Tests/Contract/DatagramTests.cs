using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>What goes in comes out: datagrams keep their boundaries, their senders and, on loopback, their order.</summary>
public sealed class DatagramTests
{
    [Theory, Engines(Can.Datagram)]
    public async Task A_datagram_arrives_whole_with_its_sender_and_the_answer_goes_back(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var peer = arena.Peer();
        await peer.SendToAsync("question".Ascii(), socket.LocalEndPoint);
        var batch = new DatagramBatch();
        Assert.Equal(1, await socket.ReceiveAsync(batch).Soon());
        Assert.Equal("question", batch[0].ToArray().Ascii());
        Assert.Equal(8, batch.TrueLength(0));
        Assert.Equal(peer.LocalEndPoint, batch.Peer(0));
        Assert.Null(batch.ArrivedAt(0));
        await socket.SendAsync(batch).Soon();
        Assert.Equal(("question", socket.LocalEndPoint), ((await peer.ReceiveDatagramAsync()) switch { var (bytes, from) => (bytes.Ascii(), from) }));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task Boundaries_are_kept_also_of_datagrams_without_bytes(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var (sender, receiver) = (await arena.BindAsync(), await arena.BindAsync());
        string[] texts = ["a", "", "bb", "bb", "", "", "ccc", "bb", "d"];
        await sender.SendAsync(receiver.LocalEndPoint, texts);
        Assert.Equal(texts, await receiver.ReceiveTextsAsync(texts.Length));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task Many_peers_in_one_batch_are_each_answered(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var peers = Enumerable.Range(0, 100).Select(_ => arena.Peer()).ToList();
        foreach (var (peer, index) in peers.Select((peer, index) => (peer, index)))
        {
            await peer.SendToAsync($"from {index}".Ascii(), socket.LocalEndPoint);
        }

        var batch = new DatagramBatch(capacity: 40);
        for (var answered = 0; answered < peers.Count; answered += batch.Count)
        {
            await socket.ReceiveAsync(batch).Soon();
            await socket.SendAsync(batch).Soon();
        }

        foreach (var (peer, index) in peers.Select((peer, index) => (peer, index)))
        {
            Assert.Equal($"from {index}", (await peer.ReceiveDatagramAsync()).Bytes.Ascii());
        }
    }

    [Theory, Engines(Can.Datagram)]
    public async Task A_datagram_longer_than_its_room_is_cut_and_says_so(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var peer = arena.Peer();
        await peer.SendToAsync("0123456789".Ascii(), socket.LocalEndPoint);
        await peer.SendToAsync("0123".Ascii(), socket.LocalEndPoint);
        var batch = new DatagramBatch(1, maxDatagramSize: 4);
        await socket.ReceiveAsync(batch).Soon();
        Assert.True(batch.IsTruncated(0));
        Assert.Equal("0123", batch[0].ToArray().Ascii());
        Assert.Contains(batch.TrueLength(0), engine == TestedEngine.Portable ? [0, 10] : new[] { 10 });
        await socket.ReceiveAsync(batch).Soon();
        Assert.False(batch.IsTruncated(0));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task The_longest_datagram_passes_and_one_byte_more_is_refused_with_its_limit(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var (sender, receiver) = (await arena.BindAsync(), await arena.BindAsync());
        var longest = new Marker(1).Bytes(0, DatagramSocket.MaxPayload);
        await sender.SendAsync(DatagramExtensions.Batch([longest], receiver.LocalEndPoint)).Soon();
        Assert.Equal(longest, (await receiver.ReceiveAllAsync(1, size: 65_535))[0].Bytes);

        var batch = DatagramExtensions.Batch(["before".Ascii(), new byte[DatagramSocket.MaxPayload + 1], "after".Ascii()], receiver.LocalEndPoint);
        var error = await Assert.ThrowsAsync<DatagramException>(() => sender.SendAsync(batch).Soon());
        Assert.Equal(1, error.Sent);
        Assert.Equal(SocketError.MessageSize, error.SocketError);
        Assert.Contains("65,507", error.Message, StringComparison.Ordinal);
        Assert.Contains(receiver.LocalEndPoint.ToString()!, error.Message, StringComparison.Ordinal);
        Assert.Equal(["before"], await receiver.ReceiveTextsAsync(1));
        await sender.SendAsync(receiver.LocalEndPoint, "still works");
        Assert.Equal(["still works"], await receiver.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task A_connected_socket_hears_its_peer_only_and_needs_no_peer_in_the_batch(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var peer = arena.Peer();
        var socket = await arena.ConnectAsync(peer.LocalEndPoint!);
        Assert.Equal(peer.LocalEndPoint, socket.RemoteEndPoint);
        await socket.SendAsync(null, "question");
        var (bytes, from) = await peer.ReceiveDatagramAsync();
        Assert.Equal("question", bytes.Ascii());
        Assert.Equal(socket.LocalEndPoint, from);
        await arena.Peer().SendToAsync("stranger".Ascii(), socket.LocalEndPoint);
        await peer.SendToAsync("answer".Ascii(), socket.LocalEndPoint);
        var batch = new DatagramBatch();
        await socket.ReceiveAsync(batch).Soon();
        Assert.Equal("answer", batch[0].ToArray().Ascii());
        Assert.Null(batch.Peer(0));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task A_cancelled_receive_loses_nothing_and_the_next_one_gets_it(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var peer = arena.Peer();
        for (var round = 0; round < 50; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var batch = new DatagramBatch();
            var receiving = socket.ReceiveAsync(batch, cancellation.Token).AsTask();
            var cancelling = Task.Run(cancellation.Cancel);
            await peer.SendToAsync($"round {round}".Ascii(), socket.LocalEndPoint);
            await cancelling;
            try
            {
                await receiving.Soon();
            }
            catch (OperationCanceledException error)
            {
                Assert.Equal(cancellation.Token, error.CancellationToken);
                await socket.ReceiveAsync(batch).Soon();
            }

            Assert.Equal($"round {round}", batch[0].ToArray().Ascii());
        }
    }

    [Theory, Engines(Can.Datagram)]
    public async Task A_token_cancelled_before_is_heeded_also_when_datagrams_wait(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        await arena.Peer().SendToAsync("waits".Ascii(), socket.LocalEndPoint);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => socket.ReceiveAsync(new DatagramBatch(), new CancellationToken(true)).Soon());
        Assert.Equal(["waits"], await socket.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task Closing_wakes_who_receives_and_later_calls_say_closed(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var receiving = socket.ReceiveAsync(new DatagramBatch()).AsTask();
        await socket.DisposeAsync().Soon();
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => receiving.Soon());
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => socket.ReceiveAsync(new DatagramBatch()).Soon());
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => socket.SendAsync(DatagramArena.AnyPort, "x"));
        await socket.DisposeAsync().Soon();
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task An_engine_that_stops_closes_its_sockets(TestedEngine engine)
    {
        if (engine == TestedEngine.Sockets)
        {
            // Has no threads that stop.
            return;
        }

        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var receiving = socket.ReceiveAsync(new DatagramBatch()).AsTask();
        await arena.Engine.DisposeAsync().Soon();
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => receiving.Soon());
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => arena.BindAsync());
    }

    [Theory, Engines(Can.Datagram)]
    public async Task Sending_and_receiving_at_once_disturb_one_another_not(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var (left, right) = (await arena.BindAsync(), await arena.BindAsync());
        await Task.WhenAll(TalkAsync(left, right, 1), TalkAsync(right, left, 2)).Soon();

        // One more than is on its way may be asked for; each side waits for what the other has sent so far, so nothing is dropped.
        static Task TalkAsync(DatagramSocket socket, DatagramSocket other, int number) => Task.WhenAll(
            Task.Run(async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    await socket.SendAsync(other.LocalEndPoint, $"{number}:{i}");
                }
            }),
            Task.Run(async () => Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{3 - number}:{i}"), await socket.ReceiveTextsAsync(200))));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_second_receive_at_a_time_is_refused(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var first = socket.ReceiveAsync(new DatagramBatch()).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => socket.ReceiveAsync(new DatagramBatch()).Soon());
        await arena.Peer().SendToAsync("x".Ascii(), socket.LocalEndPoint);
        Assert.Equal(1, await first.Soon());
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task What_nobody_received_in_time_is_counted_as_dropped(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.OpenAsync(new DatagramOptions { Local = DatagramArena.AnyPort, BufferSize = 2048 });
        Assert.Equal(0, socket.Dropped);
        var peer = arena.Peer();
        for (var i = 0; i < 100; i++)
        {
            await peer.SendToAsync(new byte[500], socket.LocalEndPoint);
        }

        // On loopback a datagram is queued or dropped before send returns.
        var dropped = socket.Dropped;
        Assert.InRange(dropped, 1, 99);
        var left = await socket.ReceiveAllAsync(100 - (int)dropped);
        Assert.Equal(100, left.Count + dropped);
        await socket.DisposeAsync().Soon();
        Assert.Equal(dropped, socket.Dropped);
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_full_way_is_waited_for_and_nothing_is_lost(TestedEngine engine)
    {
        // Unix datagrams are never dropped: the sender waits for the receiver's queue (net.unix.max_dgram_qlen).
        await using var arena = new DatagramArena(engine);
        var name = new UnixDomainSocketEndPoint($"\0patchbay-full-{Environment.ProcessId}-{engine}");
        var receiver = await arena.OpenAsync(new DatagramOptions { Local = name });
        var sender = await arena.ConnectAsync(name);
        var texts = Enumerable.Range(0, 2000).Select(i => $"{i}").ToArray();
        var sending = Task.Run(async () =>
        {
            foreach (var chunk in texts.Chunk(500))
            {
                await sender.SendAsync(null, chunk);
            }
        });
        Assert.Equal(texts, await receiver.ReceiveTextsAsync(texts.Length));
        await sending.Soon();
    }

    [Theory, Engines(Can.Datagram)]
    public async Task IPv6_works_and_a_socket_on_every_address_takes_IPv4_too(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(IPAddress.IPv6Any, 0) });
        var port = ((IPEndPoint)socket.LocalEndPoint).Port;
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, port), socket.LocalEndPoint);
        foreach (var loopback in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            var peer = arena.Peer(new IPEndPoint(loopback, 0));
            await peer.SendToAsync("question".Ascii(), new IPEndPoint(loopback, port));
            var batch = new DatagramBatch();
            await socket.ReceiveAsync(batch).Soon();

            // IPv4 is shown as IPv4, not within IPv6.
            Assert.Equal(peer.LocalEndPoint, batch.Peer(0));
            await socket.SendAsync(batch).Soon();
            Assert.Equal("question", (await peer.ReceiveDatagramAsync()).Bytes.Ascii());
            await socket.SendAsync(peer.LocalEndPoint, "one", "two");
            Assert.Equal("one", (await peer.ReceiveDatagramAsync()).Bytes.Ascii());
            Assert.Equal("two", (await peer.ReceiveDatagramAsync()).Bytes.Ascii());
        }

        var connected = await arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(IPAddress.IPv6Any, 0), Remote = new IPEndPoint(IPAddress.Loopback, port) });
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), connected.RemoteEndPoint);
        await connected.SendAsync(null, "mapped");
        Assert.Equal(["mapped"], await socket.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task Where_a_datagram_came_to_is_told_when_asked(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        foreach (var (any, to) in new[] { (IPAddress.Any, IPAddress.Parse("127.0.0.9")), (IPAddress.IPv6Any, IPAddress.IPv6Loopback), (IPAddress.IPv6Any, IPAddress.Parse("127.0.0.9")) })
        {
            var socket = await arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(any, 0), TellArrival = true });
            var peer = arena.Peer(new IPEndPoint(to.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
            await peer.SendToAsync("x".Ascii(), new IPEndPoint(to, ((IPEndPoint)socket.LocalEndPoint).Port));
            var batch = new DatagramBatch();
            await socket.ReceiveAsync(batch).Soon();
            Assert.True(InterfaceIndex.TryFind("lo", out var lo));
            Assert.Equal(new DatagramArrival(to, lo), batch.ArrivedAt(0));
        }
    }

    [Theory, Engines(Can.Datagram)]
    public async Task What_cannot_be_opened_says_why(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var taken = await arena.BindAsync();
        await Assert.ThrowsAsync<Microsoft.AspNetCore.Connections.AddressInUseException>(() => arena.OpenAsync(new DatagramOptions { Local = taken.LocalEndPoint }));
        await Assert.ThrowsAsync<ArgumentException>(() => arena.OpenAsync(new DatagramOptions()));
        await Assert.ThrowsAsync<ArgumentException>(() => arena.OpenAsync(new DatagramOptions { Local = DatagramArena.AnyPort, Remote = new IPEndPoint(IPAddress.IPv6Loopback, 9) }));
        await Assert.ThrowsAsync<ArgumentException>(() => arena.OpenAsync(new DatagramOptions { Local = new DnsEndPoint("localhost", 9) }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => arena.OpenAsync(new DatagramOptions { Local = DatagramArena.AnyPort, BufferSize = 1 }));
        var error = await Assert.ThrowsAsync<SocketException>(() => arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 0) }));
        Assert.Equal(SocketError.AddressNotAvailable, error.SocketErrorCode);
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task What_cannot_be_sent_says_why_and_how_many_went_before(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var (socket, receiver) = (await arena.BindAsync(), await arena.BindAsync());
        var batch = new DatagramBatch();
        batch.TryAdd("good".Ascii(), receiver.LocalEndPoint);
        batch.TryAdd("to all".Ascii(), new IPEndPoint(IPAddress.Broadcast, 9));
        var error = await Assert.ThrowsAsync<DatagramException>(() => socket.SendAsync(batch).Soon());
        Assert.Equal((1, 13), (error.Sent, error.Error.Errno));
        Assert.Contains("broadcast", error.Hint, StringComparison.Ordinal);

        error = await Assert.ThrowsAsync<DatagramException>(() => socket.SendAsync(null, "to nobody"));
        Assert.Contains("no peer", error.Message, StringComparison.Ordinal);

        error = await Assert.ThrowsAsync<DatagramException>(() => socket.SendAsync(new IPEndPoint(IPAddress.IPv6Loopback, 9), "other family"));
        Assert.Contains("[::1]:9", error.Message, StringComparison.Ordinal);
        Assert.Equal(["good"], await receiver.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task No_descriptor_stays_open(TestedEngine engine)
    {
        var before = Descriptors.Open;
        for (var i = 0; i < 20; i++)
        {
            await using var arena = new DatagramArena(engine);
            var socket = await arena.BindAsync();
            _ = socket.ReceiveAsync(new DatagramBatch(1, 64)).AsTask();
            await arena.ConnectAsync(socket.LocalEndPoint);
        }

        await Descriptors.ComeBackTo(before);
    }
}
