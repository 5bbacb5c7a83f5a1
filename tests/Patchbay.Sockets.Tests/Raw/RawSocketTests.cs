using System.Net;

namespace Patchbay.Sockets.Tests.Raw;

/// <summary>Raw and packet sockets on this machine's own loopback: the kernel is the other end.</summary>
public class RawSocketTests
{
    [NeedsTheory("root", "linux")]
    [InlineData("raw:icmp:127.0.0.1")]
    [InlineData("raw:1:127.0.0.1")]
    [InlineData("raw:icmp:localhost")]
    [InlineData("raw:icmp:[::1]")]
    [InlineData("raw:ipv6-icmp:localhost")]
    public async Task An_echo_request_is_answered(string text)
    {
        await using var socket = await RawSockets.OpenAsync(Address.Parse(text));
        var version = ((IPEndPoint)socket.RemoteEndPoint!).Address.GetAddressBytes().Length == 4 ? 4 : 6;
        var echo = new IcmpEcho(version, identifier: 0x7062);
        var batch = new DatagramBatch();

        batch.TryAdd(echo.Next(0, "patchbay"u8, out var sequence));
        await socket.SendAsync(batch);
        var (answer, index) = await AnswerAsync(socket, echo, batch);

        Assert.Equal((IcmpEchoOutcome.Reply, sequence), (answer.Outcome, answer.Sequence));
        Assert.Equal("patchbay"u8, batch[index].Span[IcmpMessage.HeaderSize..]);
        Assert.Contains("echo reply, id 28770, sequence 1", socket.Describe(batch, index));
        Assert.Contains(version == 4 ? "127.0.0.1 to 127.0.0.1, icmp, TTL 64" : "::1 to ::1, ipv6-icmp, hop limit 64", socket.Describe(batch, index));
        Assert.Null(socket.Notice);
    }

    /// <summary>People write a request with printf; nobody computes a checksum by hand.</summary>
    [NeedsFact("root", "linux")]
    public async Task A_zero_checksum_of_icmp_is_filled_and_the_batch_is_as_before()
    {
        await using var socket = await RawSockets.OpenAsync(Address.Parse("raw:icmp:127.0.0.1"));
        var batch = new DatagramBatch();
        byte[] request = [8, 0, 0, 0, 0x12, 0x34, 0, 9, 1, 2, 3];
        batch.TryAdd(request);
        await socket.SendAsync(batch);
        Assert.Equal(request, batch[0].ToArray());

        var echo = new IcmpEcho(4, 0x1234, firstSequence: 9);
        echo.Next(0, default, out _);
        var (answer, _) = await AnswerAsync(socket, echo, batch);
        Assert.Equal(9, answer.Sequence);
    }

    [NeedsTheory("root", "linux")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task A_protocol_the_runtime_does_not_know_goes_both_ways_as_payload_alone(string host)
    {
        // 253 is for experiments (RFC 3692). Both sockets receive both messages: on one machine they have the same peer.
        await using var left = await RawSockets.OpenAsync(Address.Parse($"raw:253:{host}"));
        await using var right = await RawSockets.OpenAsync(Address.Parse($"raw:253:{host}"));
        var batch = new DatagramBatch();
        batch.TryAdd("over raw IP"u8);
        await left.SendAsync(batch);

        Assert.Equal(1, await right.ReceiveAsync(batch).AsTask().WaitAsync(ChildProcess.Limit));
        Assert.Equal("over raw IP"u8, batch[0].Span);
        Assert.Equal(11, batch.TrueLength(0));
        Assert.False(batch.IsTruncated(0));

        // What one received, another can send.
        await right.SendAsync(batch);
        for (var received = 0; received < 2; received += await left.ReceiveAsync(batch).AsTask().WaitAsync(ChildProcess.Limit))
        {
        }

        Assert.Equal("over raw IP"u8, batch[0].Span);
    }

    /// <summary>255 makes the kernel expect IP headers in messages, unless told otherwise.</summary>
    [NeedsTheory("root", "linux")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Protocol_255_is_one_like_any_other(string host)
    {
        await using var everything = await RawSockets.OpenAsync(Address.Parse("packet:lo"));
        await using var socket = await RawSockets.OpenAsync(Address.Parse($"raw:255:{host}"));
        var batch = new DatagramBatch();
        batch.TryAdd("no header in it"u8);
        await socket.SendAsync(batch);
        var text = "";
        while (!text.Contains("no header in it", StringComparison.Ordinal))
        {
            await everything.ReceiveAsync(batch).AsTask().WaitAsync(ChildProcess.Limit);
            text = string.Join('\n', Enumerable.Range(0, batch.Count).Select(i => everything.Describe(batch, i)));
        }

        Assert.Contains($"{host.Trim('[', ']')} to {host.Trim('[', ']')}, 255", text);
    }

    [NeedsFact("root", "linux")]
    public async Task A_message_longer_than_the_batch_takes_is_told_as_cut()
    {
        await using var socket = await RawSockets.OpenAsync(Address.Parse("raw:253:127.0.0.1"));
        var big = new DatagramBatch(1, 3000);
        big.TryAdd(new byte[3000]);
        await socket.SendAsync(big);
        var small = new DatagramBatch(1, 100);
        await socket.ReceiveAsync(small).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal((100, 3000, true), (small[0].Length, small.TrueLength(0), small.IsTruncated(0)));
    }

    [NeedsFact("root", "linux")]
    public async Task A_socket_for_everybody_receives_and_says_who_sent_and_sends_to_whom_it_is_told()
    {
        await using var everybody = await RawSockets.OpenAsync(Address.Parse("raw:254:0.0.0.0"));
        await using var one = await RawSockets.OpenAsync(Address.Parse("raw:254:127.0.0.9"));
        var batch = new DatagramBatch();
        batch.TryAdd("to nobody"u8);
        var error = await Assert.ThrowsAsync<DatagramException>(() => everybody.SendAsync(batch).AsTask());
        Assert.Contains("nobody to send to", error.Message);

        batch.Clear();
        batch.TryAdd("question"u8, new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0));
        await everybody.SendAsync(batch);
        await everybody.ReceiveAsync(batch).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), batch.Peer(0));
        var arrival = Assert.IsType<RawArrival>(batch.ArrivedAt(0));
        Assert.Equal(IPAddress.Parse("127.0.0.9"), arrival.Destination);
        Assert.Equal(1, arrival.InterfaceIndex);
        Assert.Equal(20, arrival.Header.Length);
    }

    [NeedsFact("root", "linux")]
    public async Task A_message_too_long_is_refused_in_words_and_the_ones_before_it_were_sent()
    {
        await using var socket = await RawSockets.OpenAsync(Address.Parse("raw:253:127.0.0.1"));
        var batch = new DatagramBatch(2, 65_535);
        batch.TryAdd(new byte[10]);
        batch.TryAdd(new byte[65_530]);
        var error = await Assert.ThrowsAsync<DatagramException>(() => socket.SendAsync(batch).AsTask());
        Assert.Equal(1, error.Sent);
        Assert.StartsWith("raw:253:127.0.0.1: a message of 65530 bytes was not sent: it is longer than 65535 bytes", error.Message);
    }

    [NeedsTheory("root", "linux")]
    [InlineData("raw:253:127.0.0.1")]
    [InlineData("packet:lo")]
    public async Task Closing_ends_a_wait_and_cancelling_ends_it_without_loss(string text)
    {
        var socket = await RawSockets.OpenAsync(Address.Parse(text));
        var batch = new DatagramBatch();
        using var cancel = new CancellationTokenSource();
        var waiting = Quiet(socket, batch, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(ChildProcess.Limit));

        waiting = Quiet(socket, batch, default);
        await socket.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(ChildProcess.Limit));

        // Other programs may use loopback meanwhile.
        static async Task Quiet(RawSocket socket, DatagramBatch batch, CancellationToken cancel)
        {
            while (true)
            {
                await socket.ReceiveAsync(batch, cancel);
            }
        }
    }

    [NeedsFact("root", "linux")]
    public async Task A_packet_socket_on_loopback_sees_each_frame_of_a_foreign_socket_once_and_tells_an_open_checksum()
    {
        await using var packets = await RawSockets.OpenAsync(Address.Parse("packet:lo"));
        using var sender = new System.Net.Sockets.UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var receiver = new System.Net.Sockets.UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)receiver.Client.LocalEndPoint!).Port;
        await sender.SendAsync("one"u8.ToArray(), "127.0.0.1", port);
        await sender.SendAsync("last"u8.ToArray(), "127.0.0.1", port);

        var seen = new List<string>();
        var batch = new DatagramBatch();
        while (seen.Count == 0 || !seen[^1].EndsWith("\"last\"", StringComparison.Ordinal))
        {
            await packets.ReceiveAsync(batch).AsTask().WaitAsync(ChildProcess.Limit);
            for (var i = 0; i < batch.Count; i++)
            {
                var udp = Packet.Decode(batch[i].Span, LinkKind.Ethernet).Udp;
                if (udp.DestinationPort == port)
                {
                    Assert.Equal(ChecksumStatus.Partial, udp.ChecksumStatus);
                    Assert.True(((RawArrival)batch.ArrivedAt(i)!).ChecksumPending);
                    seen.Add(packets.Describe(batch, i));
                }
            }
        }

        Assert.Equal(2, seen.Count);
        Assert.Contains("checksum left to the interface", seen[0]);
        Assert.Equal("packet:lo", packets.LocalEndPoint.ToString());
    }

    [NeedsFact("linux", "root")]
    public async Task What_cannot_be_opened_is_said_with_a_class_and_a_hint()
    {
        await Fails("packet:nosuch0", RawFailure.NoInterface, "this machine has no interface nosuch0", "There are: lo");
        await Fails("raw:icpm:127.0.0.1", RawFailure.NoProtocol, "there is no IP protocol 'icpm'", "Did you mean 'icmp'?");
        await Fails("raw:igmp:[::1]", RawFailure.NoProtocol, "igmp does not run over ::1", "IPv4");
        await Fails("raw:ipv6-icmp:127.0.0.1", RawFailure.NoProtocol, "ipv6-icmp does not run over 127.0.0.1", "IPv6");
        await Fails("raw:icmp:no-such-host.invalid", RawFailure.NameNotResolved, "the name no-such-host.invalid was not resolved", "spelling");
        await Assert.ThrowsAsync<AddressNotSupportedException>(() => RawSockets.OpenAsync(Address.Parse("tcp:localhost:1")).AsTask());

        static async Task Fails(string address, RawFailure failure, string message, string hint)
        {
            var error = await Assert.ThrowsAsync<RawSocketException>(() => RawSockets.OpenAsync(Address.Parse(address)).AsTask());
            Assert.Equal(failure, error.Failure);
            Assert.StartsWith(message, error.Message);
            Assert.Contains(hint, error.Hint);
        }
    }

    [NeedsFact("root", "linux")]
    public async Task Descriptors_come_back()
    {
        await OpenAndClose();
        var before = Descriptors.Open;
        for (var i = 0; i < 20; i++)
        {
            await OpenAndClose();
            await Assert.ThrowsAsync<RawSocketException>(() => RawSockets.OpenAsync(Address.Parse("raw:icmp:255.255.255.255")).AsTask());
        }

        await Descriptors.ComeBackTo(before);

        static async Task OpenAndClose()
        {
            foreach (var address in (string[])["raw:253:127.0.0.1", "raw:icmp:[::1]", "packet:lo"])
            {
                await using var socket = await RawSockets.OpenAsync(Address.Parse(address));
            }
        }
    }

    static async Task<(IcmpEchoAnswer Answer, int Index)> AnswerAsync(RawSocket socket, IcmpEcho echo, DatagramBatch batch)
    {
        while (true)
        {
            await socket.ReceiveAsync(batch).AsTask().WaitAsync(ChildProcess.Limit);
            for (var i = 0; i < batch.Count; i++)
            {
                if (echo.TryMatch(batch[i].Span, 1, out var answer))
                {
                    return (answer, i);
                }
            }
        }
    }
}
