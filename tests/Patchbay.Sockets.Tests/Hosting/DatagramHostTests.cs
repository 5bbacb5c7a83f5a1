using System.Net;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>The loop of question and answer, over a socket that the test plays.</summary>
public sealed class DatagramHostTests
{
    static readonly IPEndPoint Local = new(IPAddress.Loopback, 9000);
    static readonly IPEndPoint One = new(IPAddress.Loopback, 40001), Two = new(IPAddress.Loopback, 40002), Three = new(IPAddress.Loopback, 40003);

    [Fact]
    public async Task Questions_become_answers_in_order_and_each_goes_to_its_peer()
    {
        var (socket, host) = Start(Echo);
        await using (host)
        {
            socket.Deliver(("a"u8.ToArray(), One), ([], Two), ("ccc"u8.ToArray(), Three));
            Assert.Equal(("a", One), await NextAsync(socket));
            Assert.Equal(("", Two), await NextAsync(socket));
            Assert.Equal(("ccc", Three), await NextAsync(socket));
            await Waiting.Until(() => host.Status is { Received: 3, Sent: 3, Refused: 0, BytesReceived: 4, BytesSent: 4, Dropped: 3 });
        }

        Assert.True(socket.IsClosed);
    }

    [Fact]
    public async Task An_answer_may_be_shorter_or_none()
    {
        var (socket, host) = Start(static datagram => datagram.Length > 2 ? 2 : -1);
        await using (host)
        {
            socket.Deliver(("a"u8.ToArray(), One), ("bbbb"u8.ToArray(), Two), ("c"u8.ToArray(), Three));
            Assert.Equal(("bb", Two), await NextAsync(socket));
            await Waiting.Until(() => host.Status is { Received: 3, Sent: 1, BytesSent: 2 });
        }
    }

    [Fact]
    public async Task A_service_that_never_answers_counts_and_is_silent()
    {
        var (socket, host) = Start(answer: null);
        await using (host)
        {
            socket.Deliver(("a"u8.ToArray(), One), ("bbbb"u8.ToArray(), null));
            await Waiting.Until(() => host.Status is { Received: 2, Sent: 0, Refused: 0, BytesReceived: 5 });
        }

        Assert.False(socket.Sent.Reader.TryRead(out _));
    }

    [Fact]
    public async Task What_may_not_be_answered_is_counted_and_the_rest_of_the_batch_is_answered()
    {
        var (socket, host) = Start(Echo);
        await using (host)
        {
            socket.Deliver(("a"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, 7)), ("b"u8.ToArray(), One), ("c"u8.ToArray(), new IPEndPoint(IPAddress.Broadcast, 40000)), ("d"u8.ToArray(), null));
            Assert.Equal(("b", One), await NextAsync(socket));
            await Waiting.Until(() => host.Status is { Received: 4, Sent: 1, Refused: 3 });
        }
    }

    [Fact]
    public async Task A_datagram_whose_end_is_lost_is_not_answered_and_a_whole_one_is()
    {
        var (socket, host) = Start(Echo);
        await using (host)
        {
            socket.Deliver(batch =>
            {
                batch.NextSlot.Span[0] = (byte)'a';
                batch.Take(1, trueLength: 2, One, null);
                batch.NextSlot.Span[0] = (byte)'b';
                batch.Take(1, trueLength: 1, Two, null);
            });
            Assert.Equal(("b", Two), await NextAsync(socket));
            await Waiting.Until(() => host.Status.Refused == 1);
        }
    }

    [Fact]
    public async Task A_peer_that_cannot_be_sent_to_costs_the_others_nothing()
    {
        var (socket, host) = Start(Echo);
        await using (host)
        {
            var calls = 0;
            socket.OnSend = (batch, _) =>
            {
                if (calls++ > 0)
                {
                    return default;
                }

                socket.Note(batch, 0);
                throw new DatagramException("no way there", new DatagramError(Two, 101, null)) { Sent = 1 };
            };
            socket.Deliver(("a"u8.ToArray(), One), ("b"u8.ToArray(), Two), ("c"u8.ToArray(), Three));
            Assert.Equal(("a", One), await NextAsync(socket));
            Assert.Equal(("c", Three), await NextAsync(socket));
            await Waiting.Until(() => host.Status is { Received: 3, Sent: 2, BytesSent: 2 });
        }
    }

    [Fact]
    public async Task A_receive_that_fails_is_tried_again()
    {
        var (socket, host) = Start(Echo);
        await using (host)
        {
            socket.Deliver(_ => throw new DatagramException("no memory", new DatagramError(null, 12, null)));
            socket.Deliver(("a"u8.ToArray(), One));
            Assert.Equal(("a", One), await NextAsync(socket));
        }
    }

    [Fact]
    public async Task A_limit_for_an_address_is_one_of_a_second()
    {
        var clock = new ManualTime();
        var (socket, host) = Start(Echo, new() { MaxAnswersPerAddress = 2, TimeProvider = clock });
        await using (host)
        {
            socket.Deliver(("1"u8.ToArray(), One), ("2"u8.ToArray(), One), ("3"u8.ToArray(), One), ("other"u8.ToArray(), new IPEndPoint(IPAddress.Parse("127.0.0.2"), 40000)));
            await Waiting.Until(() => host.Status is { Sent: 3, Refused: 1 });
            clock.Advance(TimeSpan.FromSeconds(1));
            socket.Deliver(("4"u8.ToArray(), One));
            await Waiting.Until(() => host.Status is { Sent: 4, Refused: 1 });
        }
    }

    [Fact]
    public async Task A_stop_lets_answers_that_were_begun_out_and_cuts_nothing()
    {
        var (socket, host) = Start(Echo);
        var (sending, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        socket.OnSend = async (_, cut) =>
        {
            sending.SetResult();
            await mayEnd.Task.WaitAsync(cut);
        };
        socket.Deliver(("a"u8.ToArray(), One));
        await sending.Task.Soon();
        var stop = host.StopAsync();
        Assert.False(socket.IsClosed);
        mayEnd.SetResult();
        Assert.Equal((0, 0), ((await stop.Soon()).Drained, (await stop).Cut));
        Assert.Equal(("a", One), await NextAsync(socket));
        Assert.True(socket.IsClosed);
    }

    [Fact]
    public async Task A_second_signal_cuts_an_answer_that_the_kernel_does_not_take_and_says_so()
    {
        var (socket, host) = Start(Echo, new() { DrainTimeout = TimeSpan.FromHours(1) });
        var sending = new TaskCompletionSource();
        socket.OnSend = async (_, cut) =>
        {
            sending.SetResult();
            await Task.Delay(Timeout.Infinite, cut);
        };
        socket.Deliver(("a"u8.ToArray(), One), ("b"u8.ToArray(), Two));
        await sending.Task.Soon();
        using var cut = new CancellationTokenSource();
        var stop = host.StopAsync(cut.Token);
        Assert.False(stop.IsCompleted);
        await cut.CancelAsync();
        Assert.Equal(2, (await stop.Soon()).Cut);
        Assert.True(socket.IsClosed);
    }

    [Fact]
    public void Judging_a_datagram_allocates_nothing()
    {
        var guard = new ReflectionGuard(new IPEndPoint(IPAddress.IPv6Any, 9000), BroadcastAddresses.OfThisMachine);
        var (repeated, rate, arrival) = (new RepeatedDatagrams(100), new AddressRate(100), IPAddress.Loopback.GetAddressBytes());
        var peer = DatagramJudging.Bytes(One);
        var judged = Judge();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            judged += Judge();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.NotEqual(0, judged);

        int Judge() => (guard.Allows(peer, arrival) ? 1 : 0) + (repeated.IsOneTooMany(peer, "question"u8) ? 2 : 0) + (rate.Allows(peer, 1) ? 4 : 0);
    }

    [Fact]
    public void An_option_out_of_its_range_is_refused_at_once()
    {
        DatagramHostOptions[] bad = [new() { MaxAnswersPerAddress = 0 }, new() { RepeatLimit = 1 }, new() { DrainTimeout = TimeSpan.FromSeconds(-1) }];
        foreach (var options in bad)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new DatagramHost(new FakeDatagramSocket(Local), Echo, options));
        }
    }

    static int Echo(Span<byte> datagram) => datagram.Length;

    static (FakeDatagramSocket, DatagramHost) Start(DatagramAnswer? answer, DatagramHostOptions? options = null)
    {
        var socket = new FakeDatagramSocket(Local);
        var host = new DatagramHost(socket, answer, options);
        host.Start();
        return (socket, host);
    }

    static async Task<(string, EndPoint?)> NextAsync(FakeDatagramSocket socket)
    {
        var (bytes, peer) = await socket.Sent.Reader.ReadAsync().Soon();
        return (bytes.Ascii(), peer);
    }
}
