using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Patchbay.Observation.Tests;

/// <summary>
/// Sockets of every kind and state in the lab's client namespace, which stay as they are until disposed: some 400 rows. The router is the other machine; rules hold back what
/// would move a state on.
/// </summary>
sealed partial class ManySockets : IDisposable
{
    const int AF_UNIX = 1;

    // With SOCK_CLOEXEC.
    const int SeqPacket = 5 | 0x80000;

    readonly List<Socket> _sockets = [];
    readonly string _folder = Directory.CreateTempSubdirectory("patchbay-many-").FullName;

    public ManySockets()
    {
        Lab = new NetworkLab();
        try
        {
            // What is refused or lost on purpose: SYNs to port 9, and the client's answers from port 7009.
            // States last longer than any test: nobody gives up after a minute.
            Lab.In("client", "sysctl", "-qw", "net.ipv4.tcp_synack_retries=30", "net.ipv4.tcp_syn_retries=30", "net.ipv4.tcp_orphan_retries=30");
            Lab.In("router", "sysctl", "-qw", "net.ipv4.tcp_syn_retries=30");
            Lab.Rules("router", "input", "tcp dport 9 drop");
            var remote = Lab.Inside("router", () => Listen(new IPEndPoint(IPAddress.Parse("10.77.1.1"), 7100)));
            Lab.Inside("client", () => MakeInClient(remote));
            Lab.Rules("client", "output", "tcp sport 7009 tcp flags & (syn|ack) == (syn|ack) drop");
            Lab.Inside("router", () => Begin(new IPEndPoint(IPAddress.Parse("10.77.1.2"), 7009)));
            MakeUnacknowledged(remote);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public NetworkLab Lab { get; }

    public int Count => _sockets.Count;

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        Lab.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    int MakeInClient(Socket remote)
    {
        foreach (var (address, port) in new[] { ("127.0.0.1", 7001), ("0.0.0.0", 7002), ("::1", 7003), ("::", 7004), ("10.77.1.2", 7009) })
        {
            var listener = Listen(new IPEndPoint(IPAddress.Parse(address), port));
            for (var i = 0; i < 20 && port != 7009; i++)
            {
                Connect(listener, i);
            }
        }

        Keep(V6Only(7005));
        // Connections that nobody accepts: the listener's queue.
        var crowded = Listen(new IPEndPoint(IPAddress.Loopback, 7006), backlog: 5);
        for (var i = 0; i < 3; i++)
        {
            Keep(Tcp(AddressFamily.InterNetwork)).Connect(crowded.LocalEndPoint!);
        }

        for (var i = 0; i < 8; i++)
        {
            Begin(new IPEndPoint(IPAddress.Parse("10.77.1.1"), 9));
            Connect(remote, i, otherFamily: false);
        }

        MakeDatagrams();
        MakeUnix();
        return _sockets.Count;
    }

    // A connection in one of five conditions; by a dual-stack listener from IPv4 and from IPv6 in turn.
    void Connect(Socket listener, int number, bool otherFamily = true)
    {
        var local = (IPEndPoint)listener.LocalEndPoint!;
        var target = local.Address.Equals(IPAddress.Any) || (otherFamily && local.Address.Equals(IPAddress.IPv6Any) && number % 2 == 0) ? IPAddress.Loopback
            : local.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : local.Address;
        var client = Keep(Tcp(target.AddressFamily));
        client.Connect(target, local.Port);
        var server = Keep(listener.Accept());
        switch (number % 5)
        {
            case 1:
                client.Send(new byte[1000 + number]);
                Wait(() => server.Available >= 1000 + number);
                break;
            case 2:
                // FIN_WAIT2 here, CLOSE_WAIT there.
                client.Shutdown(SocketShutdown.Send);
                Wait(() => server.Poll(0, SelectMode.SelectRead));
                break;
            case 3:
                // TIME_WAIT, without a process.
                client.Shutdown(SocketShutdown.Send);
                server.Receive(new byte[1]);
                server.Close();
                client.Receive(new byte[1]);
                client.Close();
                break;
            case 4:
                client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                server.Send(new byte[10]);
                Wait(() => client.Available == 10);
                break;
        }
    }

    // FIN_WAIT1, LAST_ACK: what the router would acknowledge, it never hears of.
    void MakeUnacknowledged(Socket remote)
    {
        var (first, second, third, peer) = Lab.Inside("client", () =>
        {
            var pair = new Socket[4];
            for (var i = 0; i < 3; i++)
            {
                pair[i] = Keep(Tcp(AddressFamily.InterNetwork));
                pair[i].Connect(remote.LocalEndPoint!);
                pair[3] = Keep(remote.Accept());
            }

            return (pair[0], pair[1], pair[2], pair[3]);
        });
        peer.Shutdown(SocketShutdown.Send);
        Wait(() => third.Poll(0, SelectMode.SelectRead));
        Lab.Rules("client", "output", "tcp dport 7100 drop; add rule inet lab rules tcp sport 7009 tcp flags & (syn|ack) == (syn|ack) drop");
        first.Shutdown(SocketShutdown.Send);
        second.Send(new byte[777]);
        third.Shutdown(SocketShutdown.Send);
    }

    void MakeDatagrams()
    {
        for (var i = 0; i < 20; i++)
        {
            var v6 = i % 2 == 0;
            var socket = Keep(new Socket(v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            socket.Bind(new IPEndPoint(i % 3 == 0 ? v6 ? IPAddress.IPv6Any : IPAddress.Any : v6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 7200 + i));
            if (i % 5 == 1)
            {
                socket.Connect(v6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 7200);
            }
        }

        foreach (var (family, protocol) in new[] { (AddressFamily.InterNetwork, ProtocolType.Icmp), (AddressFamily.InterNetworkV6, ProtocolType.IcmpV6), (AddressFamily.InterNetwork, ProtocolType.Igmp) })
        {
            Keep(new Socket(family, SocketType.Raw, protocol));
        }

        Keep(new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)0x0608));
        Keep(new Socket(AddressFamily.Packet, SocketType.Dgram, (ProtocolType)0xCC88));
    }

    void MakeUnix()
    {
        for (var i = 0; i < 16; i++)
        {
            var name = i % 2 == 0 ? Path.Combine(_folder, $"s{i}") : $"\0patchbay-many-{Environment.ProcessId}-{i}";
            var listener = Keep(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
            listener.Bind(new UnixDomainSocketEndPoint(name));
            listener.Listen(7 + i);
            for (var j = 0; j < 3; j++)
            {
                var client = Keep(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
                client.Connect(new UnixDomainSocketEndPoint(name));
                if (j < 2)
                {
                    Keep(listener.Accept());
                    client.Send(new byte[j * 100]);
                }
            }

            var datagram = Keep(new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified));
            datagram.Bind(new UnixDomainSocketEndPoint(name + "d"));
            var pair = new int[2];
            Assert.Equal(0, SocketPair(AF_UNIX, SeqPacket, 0, pair));
            Keep(new Socket(new SafeSocketHandle(pair[0], true)));
            Keep(new Socket(new SafeSocketHandle(pair[1], true)));
        }
    }

    Socket Begin(IPEndPoint remote)
    {
        var socket = Keep(Tcp(remote.AddressFamily));
        socket.Blocking = false;
        Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => socket.Connect(remote)).SocketErrorCode);
        return socket;
    }

    Socket Listen(IPEndPoint local, int backlog = 64)
    {
        var socket = Keep(Tcp(local.AddressFamily));
        if (local.Address.Equals(IPAddress.IPv6Any))
        {
            socket.DualMode = true;
        }

        socket.Bind(local);
        socket.Listen(backlog);
        return socket;
    }

    static Socket V6Only(int port)
    {
        var socket = Tcp(AddressFamily.InterNetworkV6);
        socket.DualMode = false;
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        socket.Listen(9);
        return socket;
    }

    static Socket Tcp(AddressFamily family) => new(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    Socket Keep(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }

    static void Wait(Func<bool> isSo) => Assert.True(SpinWait.SpinUntil(isSo, TimeSpan.FromSeconds(30)));

    [LibraryImport("libc", EntryPoint = "socketpair")]
    private static partial int SocketPair(int family, int type, int protocol, int[] pair);
}
