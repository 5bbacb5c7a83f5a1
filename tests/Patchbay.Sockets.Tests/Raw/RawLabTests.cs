using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Raw;

/// <summary>Raw and packet sockets between network namespaces, over real links with a router.</summary>
public class RawLabTests
{
    const int IP_OPTIONS = 4;

    [LabFact]
    public async Task An_echo_request_is_answered_across_a_router_and_the_header_tells_the_hop()
    {
        using var lab = new NetworkLab();
        foreach (var (host, header) in new[] { ("10.77.2.2", "10.77.2.2 to 10.77.1.2, icmp, TTL 63"), ("[fd77:2::2]", "fd77:2::2 to fd77:1::2, ipv6-icmp, hop limit 63") })
        {
            await using var socket = Open(lab, "client", $"raw:icmp:{host}");
            var (batch, index) = await EchoAsync(socket, host.StartsWith('[') ? 6 : 4, 77);
            Assert.Contains(header, socket.Describe(batch, index));
        }
    }

    [LabFact]
    public async Task An_error_of_the_network_is_told_with_its_reporter_and_the_socket_goes_on()
    {
        using var lab = new NetworkLab();
        foreach (var (host, words) in new[] { ("10.99.0.1", "network unreachable, said by 10.77.1.1"), ("[fd99::1]", "no route to the destination, said by fd77:1::1") })
        {
            await using var socket = Open(lab, "client", $"raw:icmp:{host}");
            var echo = new IcmpEcho(host.StartsWith('[') ? 6 : 4, 1);
            var batch = new DatagramBatch();
            batch.TryAdd(echo.Next(0, default, out _));
            await socket.SendAsync(batch);
            var error = await Assert.ThrowsAsync<DatagramException>(() => socket.ReceiveAsync(batch).Soon());
            Assert.Contains(words, error.Message);
            Assert.NotNull(error.Error.Icmp);
            batch.Clear();
            batch.TryAdd(echo.Next(0, default, out _));
            await socket.SendAsync(batch);
        }
    }

    [LabFact]
    public async Task Options_of_the_IP_header_belong_to_the_header_and_not_to_the_message()
    {
        using var lab = new NetworkLab();
        await using var receiver = Open(lab, "router", "raw:253:10.77.1.2");
        await using var sender = Open(lab, "client", "raw:253:10.77.1.1");
        using var plain = lab.Inside("client", () => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw));
        var packet = PacketBuilder.Build(
            new Ipv4Layer(IPAddress.Parse("10.77.1.2"), IPAddress.Parse("10.77.1.1")) { Protocol = 253, Options = new byte[] { 148, 4, 0, 0, 1, 1, 1, 0 } }, new PayloadLayer("message"u8.ToArray()));
        await plain.SendToAsync(packet, new IPEndPoint(IPAddress.Parse("10.77.1.1"), 0));

        var batch = new DatagramBatch();
        Assert.Equal(1, await receiver.ReceiveAsync(batch).Soon());
        Assert.Equal("message"u8, batch[0].Span);
        Assert.Equal(7, batch.TrueLength(0));
        Assert.Equal(28, ((RawArrival)batch.ArrivedAt(0)!).Header.Length);
        Assert.Contains("router alert", receiver.Describe(batch, 0));
    }

    [LabFact("ping")]
    public async Task A_packet_socket_sees_what_another_program_sends_and_what_comes_back()
    {
        using var lab = new NetworkLab();
        await using var socket = Open(lab, "client", "packet:cr");
        lab.In("client", "ping", "-qn", "-c", "1", "10.77.2.2");
        var seen = new List<(bool IsOutgoing, string Text)>();
        var batch = new DatagramBatch();
        while (!seen.Any(one => one.Text.Contains("echo reply", StringComparison.Ordinal)))
        {
            await socket.ReceiveAsync(batch).Soon();
            for (var i = 0; i < batch.Count; i++)
            {
                seen.Add((((RawArrival)batch.ArrivedAt(i)!).IsOutgoing, PacketText.Summarize(batch[i].Span, LinkKind.Ethernet)));
            }
        }

        Assert.Contains(seen, one => one.IsOutgoing && one.Text.StartsWith("ARP who has 10.77.1.1? 10.77.1.2 at", StringComparison.Ordinal));
        Assert.Contains(seen, one => !one.IsOutgoing && one.Text.StartsWith("ARP 10.77.1.1 is at", StringComparison.Ordinal));
        Assert.Contains(seen, one => one.IsOutgoing && one.Text.StartsWith("10.77.1.2 to 10.77.2.2 ICMP echo request", StringComparison.Ordinal));
        Assert.Contains(seen, one => !one.IsOutgoing && one.Text.StartsWith("10.77.2.2 to 10.77.1.2 ICMP echo reply", StringComparison.Ordinal));
    }

    /// <summary>The kernel takes the outermost tag out of a received frame; whoever sent it would not recognise it.</summary>
    [LabFact]
    public async Task A_VLAN_tag_is_where_the_sender_put_it()
    {
        using var lab = new NetworkLab();
        await using var receiver = Open(lab, "router", "packet:rc");
        await using var sender = Open(lab, "client", "packet:cr");
        PacketLayer[] inner = [new Ipv4Layer(IPAddress.Parse("10.77.1.2"), IPAddress.Parse("10.77.1.1")), new UdpLayer(60_001, 60_002), new PayloadLayer("tagged"u8.ToArray())];
        var ethernet = new EthernetLayer(new MacAddress(2), MacAddress.Broadcast);
        var one = PacketBuilder.Build([ethernet, new VlanLayer(5) { Priority = 3 }, .. inner]);
        var two = PacketBuilder.Build([ethernet, new VlanLayer(7) { Protocol = EtherTypes.ServiceVlan }, new VlanLayer(9), .. inner]);
        var batch = new DatagramBatch(8, 200);
        batch.TryAdd(one);
        batch.TryAdd(two);
        await sender.SendAsync(batch);

        var received = new List<byte[]>();
        while (received.Count < 2)
        {
            await receiver.ReceiveAsync(batch).Soon();
            received.AddRange(Enumerable.Range(0, batch.Count).Select(i => batch[i].ToArray()).Where(frame => frame.AsSpan().IndexOf("tagged"u8) >= 0));
        }

        Assert.Equal([one, two], received);
    }

    [LabFact]
    public async Task Without_the_right_echo_still_works_where_ping_sockets_are_allowed_and_that_is_said()
    {
        using var lab = new NetworkLab();
        lab.In("client", "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647");
        foreach (var (host, reply) in new[] { ("10.77.2.2", "10.77.2.2 to 10.77.1.2, icmp, TTL 63"), ("[fd77:2::2]", "fd77:2::2 to fd77:1::2, ipv6-icmp, hop limit 63") })
        {
            await using var socket = OpenWithoutRight(lab, $"raw:icmp:{host}");
            Assert.Contains("without the right CAP_NET_RAW this is a ping socket", socket.Notice);
            var (batch, index) = await EchoAsync(socket, host.StartsWith('[') ? 6 : 4, null);
            Assert.Contains(reply, socket.Describe(batch, index));

            batch.Clear();
            batch.TryAdd("no echo request"u8);
            var error = await Assert.ThrowsAsync<DatagramException>(() => socket.SendAsync(batch).AsTask());
            Assert.Contains("echo requests only", error.Message);
        }

        var denied = Assert.Throws<InvalidOperationException>(() => OpenWithoutRight(lab, "raw:253:10.77.2.2"));
        Assert.Equal(RawFailure.Denied, Assert.IsType<RawSocketException>(denied.InnerException).Failure);
    }

    [LabTheory]
    [InlineData("raw:icmp:10.77.2.2", true)]
    [InlineData("raw:253:[fd77:2::2]", false)]
    [InlineData("packet:cr", false)]
    public void Without_the_right_one_line_says_which_one_and_what_works_without_it(string address, bool canEcho)
    {
        using var lab = new NetworkLab();
        var failure = Assert.Throws<InvalidOperationException>(() => OpenWithoutRight(lab, address));
        var error = Assert.IsType<RawSocketException>(failure.InnerException);
        Assert.Equal(RawFailure.Denied, error.Failure);
        Assert.Equal($"{address} needs the right CAP_NET_RAW, which this process does not have; every other kind of address works without it", error.Message);
        Assert.Contains("unshare -Urn", error.Hint);
        Assert.Equal(canEcho, error.Hint.Contains("ping_group_range", StringComparison.Ordinal));
    }

    static RawSocket Open(NetworkLab lab, string role, string address) => lab.Inside(role, () => RawSockets.OpenAsync(Address.Parse(address)).AsTask().GetAwaiter().GetResult());

    static RawSocket OpenWithoutRight(NetworkLab lab, string address) => lab.Inside("client", () =>
    {
        WithoutRights.Drop();
        return RawSockets.OpenAsync(Address.Parse(address)).AsTask().GetAwaiter().GetResult();
    });

    static async Task<(DatagramBatch Batch, int Index)> EchoAsync(RawSocket socket, int version, ushort? identifier)
    {
        var echo = new IcmpEcho(version, identifier);
        var batch = new DatagramBatch();
        batch.TryAdd(echo.Next(0, "hello"u8, out _));
        await socket.SendAsync(batch);
        while (true)
        {
            await socket.ReceiveAsync(batch).Soon();
            for (var i = 0; i < batch.Count; i++)
            {
                if (echo.TryMatch(batch[i].Span, 1, out var answer))
                {
                    Assert.Equal(IcmpEchoOutcome.Reply, answer.Outcome);
                    return (batch, i);
                }
            }
        }
    }
}
