using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Interop.Tests.Raw;

/// <summary>Makes traffic of many kinds in a lab whose client-side link computes its checksums itself and whose server-side link leaves them to the interface.</summary>
sealed class Traffic(NetworkLab lab)
{
    const int IPPROTO_IP = 0, IPPROTO_IPV6 = 41;
    const int IP_OPTIONS = 4, IP_TOS = 1, SO_NO_CHECK = 11, IPV6_HOPOPTS = 54, IPV6_DSTOPTS = 59, IPV6_TCLASS = 67;
    const int Port = 7007;

    // Whole segments only: a lost SYN or FIN takes seconds to be sent again.
    const string Losses = "meta l4proto tcp meta length > 600 numgen inc mod 13 == 5 drop";

    /// <summary>What the last packet holds: whoever recorded it has recorded all.</summary>
    public static ReadOnlySpan<byte> End => "the end of the recording"u8;

    /// <summary>Devices on which both ends are set up; to be called before recording starts.</summary>
    public void Prepare()
    {
        foreach (var (role, device) in new[] { ("client", "cr"), ("router", "rc") })
        {
            lab.In(role, "ethtool", "-K", device, "tx", "off", "tso", "off", "gso", "off");
        }

        lab.In("router", "ip", "link", "set", "rs", "mtu", "1400");
        lab.In("server", "ip", "link", "set", "sr", "mtu", "1400");
        lab.In("client", "sysctl", "-qw", "net.ipv4.tcp_ecn=1");
        lab.In("server", "sysctl", "-qw", "net.ipv4.tcp_ecn=1", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
        lab.In("router", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
    }

    public async Task RunAsync()
    {
        Echoes();
        Datagrams();
        await StreamsAsync();
        await TagsAsync();
        using var last = lab.Inside("client", () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        last.SendTo(End, new IPEndPoint(IPAddress.Parse("10.77.2.2"), 9));
    }

    /// <summary>Tagged frames: not every kernel has VLAN devices, but each passes frames on.</summary>
    async Task TagsAsync()
    {
        await using var socket = await lab.Inside("client", () => RawSockets.OpenAsync(Address.Parse("packet:cr")).AsTask());
        var ethernet = new EthernetLayer(new MacAddress(0x020000000001), MacAddress.Broadcast);
        PacketLayer[] datagram = [new Ipv4Layer(IPAddress.Parse("10.77.1.2"), IPAddress.Parse("10.77.1.9")), new UdpLayer(60_001, 60_002), new PayloadLayer(new byte[40])];
        var batch = new DatagramBatch();
        for (var id = 1; id < 20; id++)
        {
            batch.TryAdd(PacketBuilder.Build([ethernet, new VlanLayer(id) { Priority = id % 8, DropEligible = id % 2 == 0 }, .. datagram]));
            batch.TryAdd(PacketBuilder.Build([ethernet, new VlanLayer(200 + id) { Protocol = EtherTypes.ServiceVlan }, new VlanLayer(id), .. datagram]));
        }

        await socket.SendAsync(batch);
    }

    void Echoes()
    {
        // Each command exits 1 where nobody answers, which some of them are for.
        lab.In("client", "sh", "-c", """
            ip neigh flush all
            ping -qn -c 5 -i 0.01 10.77.2.2; ping -qn -c 5 -i 0.01 fd77:2::2
            ping -qn -c 3 -i 0.01 -s 4000 10.77.2.2; ping -qn -c 3 -i 0.01 -s 4000 fd77:2::2
            waiting() { ping -qn -c 2 -i 0.01 -W 1 "$@" & }
            waiting -t 1 10.77.2.2; waiting -t 1 fd77:2::2
            waiting -M do -s 1450 10.77.2.2; waiting -s 1450 -M do fd77:2::2
            waiting 10.99.0.1; waiting fd99::1; waiting 10.77.2.9; waiting fd77:2::9
            ping -qn -c 2 -i 0.01 -R 10.77.2.2; ping -qn -c 2 -i 0.01 -T tsandaddr 10.77.2.2
            ping -qn -c 3 -i 0.01 -Q 0xb8 -F 0xabcde fd77:2::2
            wait
            true
            """);
    }

    void Datagrams()
    {
        using var four = lab.Inside("client", () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        using var six = lab.Inside("client", () => new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp));
        var (toFour, toSix) = (new IPEndPoint(IPAddress.Parse("10.77.2.2"), 9), new IPEndPoint(IPAddress.Parse("fd77:2::2"), 9));
        void Send(int size)
        {
            four.SendTo(new byte[size], toFour);
            six.SendTo(new byte[size], toSix);
        }

        // Nobody listens on port 9: each is answered by an error that quotes it.
        foreach (var size in (ReadOnlySpan<int>)[0, 1, 5, 100, 1300, 3000, 9000])
        {
            Send(size);
        }

        four.SetRawSocketOption(IPPROTO_IP, IP_TOS, BitConverter.GetBytes(0xb9));
        six.SetRawSocketOption(IPPROTO_IPV6, IPV6_TCLASS, BitConverter.GetBytes(0xb9));
        Send(20);

        // Router alert (RFC 2113) and fillers; padding options of IPv6.
        four.SetRawSocketOption(IPPROTO_IP, IP_OPTIONS, [1, 148, 4, 0, 0, 1, 1, 0]);
        six.SetRawSocketOption(IPPROTO_IPV6, IPV6_HOPOPTS, [0, 0, 1, 4, 0, 0, 0, 0]);
        Send(30);
        six.SetRawSocketOption(IPPROTO_IPV6, IPV6_DSTOPTS, [0, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Send(2000);
        four.SetRawSocketOption(1, SO_NO_CHECK, BitConverter.GetBytes(1));
        Send(10);

        // Memberships make IGMP and MLD reports.
        var group = IPAddress.Parse("239.7.7.7");
        four.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, IPAddress.Parse("10.77.1.2")));
        four.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.DropMembership, new MulticastOption(group, IPAddress.Parse("10.77.1.2")));
        six.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(IPAddress.Parse("ff15::7")));
        four.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 3);
        four.SendTo(new byte[40], new IPEndPoint(group, 5000));
    }

    /// <summary>Connections with losses on the way, so that blocks are acknowledged selectively; others refused, reset, and with urgent data.</summary>
    async Task StreamsAsync()
    {
        lab.Rules("router", "forward", Losses);
        foreach (var address in new[] { IPAddress.Parse("10.77.2.2"), IPAddress.Parse("fd77:2::2") })
        {
            using var listener = lab.Inside("server", () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
            listener.Bind(new IPEndPoint(address, Port));
            listener.Listen(16);
            for (var round = 0; round < 3; round++)
            {
                using var client = lab.Inside("client", () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
                await client.ConnectAsync(new IPEndPoint(address, Port)).WaitAsync(ChildProcess.Limit);
                using var server = await listener.AcceptAsync().WaitAsync(ChildProcess.Limit);
                await Task.WhenAll(SendAsync(client, 200_000), SendAsync(server, 200_000), DrainAsync(client), DrainAsync(server)).WaitAsync(ChildProcess.Limit);
            }

            lab.Rules("router", "forward", "accept");
            using var urgent = lab.Inside("client", () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
            await urgent.ConnectAsync(new IPEndPoint(address, Port));
            await urgent.SendAsync("!"u8.ToArray(), SocketFlags.OutOfBand);
            urgent.LingerState = new LingerOption(true, 0);
            urgent.Close();
            using var refused = lab.Inside("client", () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
            await Assert.ThrowsAsync<SocketException>(() => refused.ConnectAsync(new IPEndPoint(address, 1)));
            lab.Rules("router", "forward", Losses);
        }
    }

    static async Task SendAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        for (var sent = 0; sent < count;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent, Math.Min(count - sent, 10_000)));
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    static async Task DrainAsync(Socket socket)
    {
        var buffer = new byte[65_536];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }
}
