using System.Net;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>Runs of equal datagrams that the kernel joins (UDP_GRO) and cuts (UDP_SEGMENT) are single datagrams to everybody.</summary>
public sealed class DatagramRunTests
{
    const int SolUdp = 17, UdpSegment = 103, UdpGro = 104;

    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_run_that_another_sent_in_one_piece_is_split_at_its_boundaries(TestedEngine engine)
    {
        foreach (var (size, total, capacity) in new[] { (10, 100, 64), (10, 95, 64), (1000, 60_000, 64), (10, 100, 3), (10, 95, 1), (1472, 64_768, 1024), (7, 448, 10) })
        {
            await using var arena = new DatagramArena(engine);
            var socket = await arena.BindAsync();
            var peer = arena.Peer();
            peer.SetRawSocketOption(SolUdp, UdpSegment, BitConverter.GetBytes(size));
            var bytes = new Marker(size).Bytes(0, total);
            await peer.SendToAsync(bytes, socket.LocalEndPoint);
            await peer.SendToAsync(bytes.AsMemory(0, size), socket.LocalEndPoint);
            var count = (total + size - 1) / size;
            var all = await socket.ReceiveAllAsync(count + 1, capacity);
            Assert.Equal(count + 1, all.Count);
            Assert.Equal(bytes, all.Take(count).SelectMany(one => one.Bytes));
            Assert.All(all.Take(total / size), one => Assert.Equal(size, one.Bytes.Length));
            Assert.All(all, one => Assert.Equal(peer.LocalEndPoint, one.Peer));
        }
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task Equal_neighbours_to_one_peer_leave_in_one_piece_and_arrive_as_they_were(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var (first, second) = (arena.Peer(), arena.Peer());
        first.SetRawSocketOption(SolUdp, UdpGro, BitConverter.GetBytes(1));
        var batch = new DatagramBatch(200, 4000);
        var expected = new List<(EndPoint Peer, byte[] Bytes)>();
        foreach (var (length, count, peer) in new[] { (100, 5, first), (100, 3, second), (40, 1, second), (100, 2, second), (0, 2, second), (3000, 22, second), (64, 70, second) })
        {
            for (var i = 0; i < count; i++)
            {
                var bytes = new Marker(expected.Count).Bytes(0, length);
                expected.Add((peer.LocalEndPoint!, bytes));
                Assert.True(batch.TryAdd(bytes, peer.LocalEndPoint));
            }
        }

        await socket.SendAsync(batch).Soon();

        // A receiver with UDP_GRO sees the piece: five datagrams left by one send.
        Assert.Equal(expected.Where(one => one.Peer.Equals(first.LocalEndPoint)).SelectMany(one => one.Bytes), (await first.ReceiveDatagramAsync()).Bytes);
        foreach (var (_, bytes) in expected.Where(one => one.Peer.Equals(second.LocalEndPoint)))
        {
            Assert.Equal(bytes, (await second.ReceiveDatagramAsync()).Bytes);
        }
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_received_run_is_sent_back_as_it_came_after_some_were_removed_and_shortened(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var peer = arena.Peer();
        peer.SetRawSocketOption(SolUdp, UdpSegment, BitConverter.GetBytes(8));
        await peer.SendToAsync("datagrm0datagrm1datagrm2datagrm3datagrm4".Ascii(), socket.LocalEndPoint);
        var batch = new DatagramBatch();
        while (batch.Count < 5)
        {
            await socket.ReceiveAsync(batch).Soon();
        }

        batch.RemoveAt(1);
        batch.Shorten(2, 4);
        Assert.True(batch.TryAdd("added".Ascii(), peer.LocalEndPoint));
        await socket.SendAsync(batch).Soon();
        foreach (var text in new[] { "datagrm0", "datagrm2", "data", "datagrm4", "added" })
        {
            Assert.Equal(text, (await peer.ReceiveDatagramAsync()).Bytes.Ascii());
        }
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task Without_offload_the_kernel_cuts_runs_before_we_see_them(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.OpenAsync(new DatagramOptions { Local = DatagramArena.AnyPort, Offload = false });
        var peer = arena.Peer();
        peer.SetRawSocketOption(SolUdp, UdpSegment, BitConverter.GetBytes(10));
        await peer.SendToAsync(new byte[300], socket.LocalEndPoint);
        Assert.All(await socket.ReceiveAllAsync(30, capacity: 100), one => Assert.Equal(10, one.Bytes.Length));
        await socket.SendAsync(DatagramExtensions.Batch([new byte[5], new byte[5]], peer.LocalEndPoint)).Soon();
        Assert.Equal(5, (await peer.ReceiveDatagramAsync()).Bytes.Length);
    }

    // 1,500 bytes pass on loopback and not as pieces of a run on an interface with that MTU: the kernel refuses, and each goes out by itself, in fragments.
    [LabTheory, Engines(Can.TellDatagrams)]
    public async Task Datagrams_longer_than_the_way_takes_in_a_run_go_out_one_by_one(TestedEngine engine)
    {
        using var lab = new NetworkLab();
        await using var arena = new DatagramArena(engine);
        var receiver = lab.Inside("router", () => arena.Peer(new IPEndPoint(IPAddress.Parse("10.77.1.1"), 0)));
        var sender = lab.Inside("client", () => arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(IPAddress.Parse("10.77.1.2"), 0) }).GetAwaiter().GetResult());
        byte[][] datagrams = [.. Enumerable.Range(0, 5).Select(i => new Marker(i).Bytes(0, 2000)), .. Enumerable.Range(0, 5).Select(i => new Marker(i).Bytes(0, 1000))];
        await sender.SendAsync(DatagramExtensions.Batch(datagrams, receiver.LocalEndPoint)).Soon();
        foreach (var datagram in datagrams)
        {
            Assert.Equal(datagram, (await receiver.ReceiveDatagramAsync()).Bytes);
        }
    }
}
