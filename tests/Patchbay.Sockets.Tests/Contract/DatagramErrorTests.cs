using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>What the network answers to a datagram, by ICMP, comes to who sent it and harms nobody else.</summary>
public sealed class DatagramErrorTests
{
    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_connected_socket_learns_of_a_closed_port_and_stays_usable(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var dead = DeadEnd(arena);
        var socket = await arena.ConnectAsync(dead);
        await socket.SendAsync(null, "anybody there?");
        await AssertRefusedAsync(socket, dead);

        // The same with a receive already waiting, and now somebody answers.
        var receiving = AssertRefusedAsync(socket, dead);
        await socket.SendAsync(null, "and now?");
        await receiving;
        var peer = arena.Peer(dead);
        await socket.SendAsync(null, "at last");
        Assert.Equal("at last", (await peer.ReceiveDatagramAsync()).Bytes.Ascii());
        await peer.SendToAsync("yes".Ascii(), socket.LocalEndPoint);
        Assert.Equal(["yes"], await socket.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task Many_datagrams_to_one_dead_peer_are_one_failure_of_a_connected_socket(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var dead = DeadEnd(arena);
        var socket = await arena.ConnectAsync(dead);
        for (var i = 0; i < 10; i++)
        {
            await socket.SendAsync(null, "?");
        }

        await AssertRefusedAsync(socket, dead);
        Assert.False(socket.TryTakeError(out _));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task An_unconnected_socket_reports_dead_peers_and_serves_the_living(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var (dead, alive) = (DeadEnd(arena), arena.Peer());
        var receiving = socket.ReceiveTextsAsync(3);
        for (var i = 0; i < 3; i++)
        {
            await socket.SendAsync(DatagramBatchOf(("lost", dead), ("kept", alive.LocalEndPoint!), ("lost", dead))).Soon();
            Assert.Equal("kept", (await alive.ReceiveDatagramAsync()).Bytes.Ascii());
            await alive.SendToAsync($"answer {i}".Ascii(), socket.LocalEndPoint);
        }

        Assert.Equal(["answer 0", "answer 1", "answer 2"], await receiving);
        var reports = new List<DatagramError>();
        while (socket.TryTakeError(out var report))
        {
            reports.Add(report);
        }

        // The kernel limits how many ICMP messages it sends to one destination, not on loopback.
        Assert.Equal(6, reports.Count);
        Assert.All(reports, report =>
        {
            Assert.Equal(dead, report.Peer);
            Assert.Equal(111, report.Errno);
            Assert.Equal(new IcmpError(4, 3, 3, IPAddress.Loopback), report.Icmp);
        });
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task Reports_nobody_takes_are_bounded_and_keep_no_receiver_from_sleeping(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var (dead, alive) = (DeadEnd(arena), arena.Peer());
        var receiving = socket.ReceiveTextsAsync(1);
        for (var i = 0; i < 200; i++)
        {
            await socket.SendAsync(dead, "lost");
        }

        // The receiver must be asleep between wake-ups: one that spins uses a whole core.
        var cpu = Environment.CpuUsage.TotalTime;
        await Task.Delay(300);
        Assert.True(Environment.CpuUsage.TotalTime - cpu < TimeSpan.FromSeconds(5), "spins");
        Assert.False(receiving.IsCompleted);
        await alive.SendToAsync("x".Ascii(), socket.LocalEndPoint);
        Assert.Equal(["x"], await receiving);
        var taken = 0;
        while (socket.TryTakeError(out _))
        {
            taken++;
        }

        Assert.InRange(taken, 1, DatagramReports.Most * 2);
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task Who_only_sends_finds_reports_too_also_over_IPv6(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(IPAddress.IPv6Any, 0) });
        var dead6 = DeadEnd(arena, IPAddress.IPv6Loopback);
        await socket.SendAsync(dead6, "lost");
        DatagramError? report = null;
        await Waiting.Until(() => socket.TryTakeError(out report));
        Assert.Equal(new DatagramError(dead6, 111, new IcmpError(6, 1, 4, IPAddress.IPv6Loopback)), report);
        var dead4 = DeadEnd(arena);
        await socket.SendAsync(dead4, "lost");
        await Waiting.Until(() => socket.TryTakeError(out report));
        Assert.Equal(new DatagramError(dead4, 111, new IcmpError(4, 3, 3, IPAddress.Loopback)), report);
    }

    static async Task AssertRefusedAsync(DatagramSocket socket, EndPoint dead)
    {
        var error = await Assert.ThrowsAsync<DatagramException>(() => socket.ReceiveAsync(new DatagramBatch()).Soon());
        Assert.Equal(SocketError.ConnectionRefused, error.SocketError);
        Assert.Equal(new IcmpError(4, 3, 3, IPAddress.Loopback), error.Error.Icmp);
        Assert.Equal($"{dead} refused a datagram (ICMP: port unreachable)", error.Message);
    }

    static IPEndPoint DeadEnd(DatagramArena arena, IPAddress? loopback = null)
    {
        var peer = arena.Peer(new IPEndPoint(loopback ?? IPAddress.Loopback, 0));
        var end = (IPEndPoint)peer.LocalEndPoint!;
        peer.Dispose();
        return end;
    }

    static DatagramBatch DatagramBatchOf(params (string Text, EndPoint Peer)[] datagrams)
    {
        var batch = new DatagramBatch();
        foreach (var (text, peer) in datagrams)
        {
            batch.TryAdd(text.Ascii(), peer);
        }

        return batch;
    }
}
