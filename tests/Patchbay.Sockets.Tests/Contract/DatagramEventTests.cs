using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using static Patchbay.Sockets.SocketStep;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>The life of a datagram socket, told in its order, and what it moved. Alone: the instruments belong to the process.</summary>
[Collection(AloneCollection.Name)]
public sealed class DatagramEventTests
{
    [Theory, Engines(Can.Datagram)]
    public async Task A_served_socket_lives_from_Created_to_Closed_with_its_bytes(TestedEngine engine)
    {
        using var log = new EventLog();
        await using var arena = new DatagramArena(engine);
        var socket = await arena.BindAsync();
        var bound = await log.FindAsync(one => one.Step == Bound && socket.LocalEndPoint.Equals(one.Tuple.Local));
        var peer = arena.Peer();
        await peer.SendToAsync("question".Ascii(), socket.LocalEndPoint);
        var batch = new DatagramBatch();
        await socket.ReceiveAsync(batch).Soon();
        batch.TryAdd("more".Ascii(), peer.LocalEndPoint);
        await socket.SendAsync(batch).Soon();
        await socket.DisposeAsync().Soon();
        Assert.Equal([Created, Bound, Received, Sent, Closed], await log.LifeAsync(bound.SocketId));
        var events = log.Of(bound.SocketId);
        Assert.Equal(8, events.Where(one => one.Step == Received).Sum(one => one.Bytes));
        Assert.Equal(12, events.Where(one => one.Step == Sent).Sum(one => one.Bytes));
        Assert.Equal(new FiveTuple(ProtocolType.Udp, socket.LocalEndPoint, null), events[^1].Tuple);
        Assert.All(events, one => Assert.True(one.Descriptor > 2));
        Assert.Equal(events.Select(one => one.Timestamp).Order(), events.Select(one => one.Timestamp));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task A_connected_socket_is_Created_Connecting_Connected_and_Closed(TestedEngine engine)
    {
        using var log = new EventLog();
        await using var arena = new DatagramArena(engine);
        var peer = arena.Peer();
        var socket = await arena.ConnectAsync(peer.LocalEndPoint!);
        var connected = await log.FindAsync(one => one.Step == Connected && socket.LocalEndPoint.Equals(one.Tuple.Local));
        await socket.DisposeAsync().Soon();
        Assert.Equal([Created, Connecting, Connected, Closed], await log.LifeAsync(connected.SocketId));
        Assert.Equal(new FiveTuple(ProtocolType.Udp, socket.LocalEndPoint, peer.LocalEndPoint), connected.Tuple);
        Assert.Equal($"udp {socket.LocalEndPoint} <-> {peer.LocalEndPoint}", connected.Tuple.ToString());
    }

    [Theory, Engines(Can.Datagram)]
    public async Task A_taken_address_is_told_with_its_errno(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var taken = await arena.BindAsync();
        using var log = new EventLog();
        await Assert.ThrowsAsync<Microsoft.AspNetCore.Connections.AddressInUseException>(() => arena.OpenAsync(new DatagramOptions { Local = taken.LocalEndPoint }));
        var closed = await log.FindAsync(one => one is { Step: Closed, Errno: 98 });
        Assert.Equal([Created, Closed], await log.LifeAsync(closed.SocketId));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task Datagrams_and_bytes_are_counted_by_engine_transport_and_direction(TestedEngine engine)
    {
        var measured = new ConcurrentQueue<(string Name, long Value, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == SocketMetrics.MeterName && instrument.Name is "patchbay.io" or "patchbay.datagrams")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Value}")))));
        listener.Start();
        await using var arena = new DatagramArena(engine);
        var (sender, receiver) = (await arena.BindAsync(), await arena.BindAsync());
        await sender.SendAsync(receiver.LocalEndPoint, "123", "4567");
        await receiver.ReceiveTextsAsync(2);
        var name = engine switch { TestedEngine.Uring => "uring", TestedEngine.UringPinned => "uring-pinned", _ => "sockets" };
        foreach (var direction in new[] { "transmit", "receive" })
        {
            Assert.Equal(2, measured.Where(one => one.Name == "patchbay.datagrams" && one.Tags == $"{name} udp {direction}").Sum(one => one.Value));
            Assert.Equal(7, measured.Where(one => one.Name == "patchbay.io" && one.Tags == $"{name} udp {direction}").Sum(one => one.Value));
        }
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_steady_exchange_allocates_nothing(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var (sender, receiver) = (await arena.BindAsync(), await arena.BindAsync());
        var batch = DatagramExtensions.Batch(["one".Ascii(), "two".Ascii(), "three".Ascii()], receiver.LocalEndPoint);
        var received = new DatagramBatch();
        async Task ExchangeAsync(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                await sender.SendAsync(batch);
                for (var count = 0; count < 3;)
                {
                    count += await receiver.ReceiveAsync(received);
                }
            }
        }

        await ExchangeAsync(200).Soon();

        const int rounds = 1000;

        // The counter is the process's, and the test runner allocates when it likes. An exchange that allocates does it in every measurement.
        var least = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await ExchangeAsync(rounds).Soon();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // Less than the smallest object in two rounds. Not zero, because a Debug build makes an object of each wait's state machine, and a pinned socket waits
        // every sixteenth time.
        Assert.InRange(least, 0, 24 * rounds / 2);
    }
}
