using System.Net;
using System.Net.Sockets;

namespace Patchbay.Linux.Tests;

public class SocketHoldersTests
{
    [NeedsFact("linux")]
    public void The_holder_of_a_port_is_found_by_pid_and_name()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var holder = SocketHolders.FindTcpListener((IPEndPoint)listener.LocalEndpoint);
        Assert.Equal(Environment.ProcessId, holder?.Pid);
        Assert.Equal(File.ReadAllText("/proc/self/comm").Trim(), holder?.Command);
    }

    [NeedsFact("linux")]
    public void A_wildcard_listener_holds_the_port_of_every_address()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.Equal(Environment.ProcessId, SocketHolders.FindTcpListener(new IPEndPoint(IPAddress.Loopback, port))?.Pid);
    }

    [NeedsFact("linux")]
    public void A_closed_listener_holds_nothing()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        Assert.NotNull(SocketHolders.FindTcpListener(endPoint));
        listener.Stop();
        Assert.Null(SocketHolders.FindTcpListener(endPoint));
    }

    [NeedsFact("linux")]
    public void The_holder_of_a_UDP_port_is_found_and_a_TCP_listener_there_is_not_it()
    {
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var endPoint = (IPEndPoint)udp.Client.LocalEndPoint!;
        Assert.Equal(Environment.ProcessId, SocketHolders.FindUdpReceiver(endPoint)?.Pid);
        Assert.Null(SocketHolders.FindTcpListener(endPoint));
        udp.Dispose();
        Assert.Null(SocketHolders.FindUdpReceiver(endPoint));
    }

    [NeedsFact("linux")]
    public void The_holder_of_a_Unix_datagram_socket_is_found_though_it_does_not_listen()
    {
        using var folder = new TemporaryFolder();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder["datagrams"]));
        Assert.Equal(Environment.ProcessId, SocketHolders.FindUnixBound(folder["datagrams"])?.Pid);
        Assert.Null(SocketHolders.FindUnixListener(folder["datagrams"]));
    }

    [NeedsFact("linux")]
    public void The_holder_of_a_Unix_socket_is_found_by_path_and_by_abstract_name()
    {
        using var folder = new TemporaryFolder();
        using var byPath = Listen(folder["with space"]);
        var name = "patchbay-test-" + Guid.NewGuid();
        using var byName = Listen("\0" + name);
        Assert.Equal(Environment.ProcessId, SocketHolders.FindUnixListener(folder["with space"])?.Pid);
        Assert.Equal(Environment.ProcessId, SocketHolders.FindUnixListener("@" + name)?.Pid);
        Assert.Null(SocketHolders.FindUnixListener(folder["other"]));

        static Socket Listen(string path)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen();
            return socket;
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("0.0.0.0", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "0.0.0.0", true)]
    [InlineData("::", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "::", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.2", "127.0.0.1", false)]
    [InlineData("0.0.0.0", "::1", false)]
    [InlineData("::1", "127.0.0.1", false)]
    public void Listeners_collide_when_equal_or_when_one_is_the_wildcard(string held, string wanted, bool collide) =>
        Assert.Equal(collide, SocketHolders.Overlaps(IPAddress.Parse(held), IPAddress.Parse(wanted)));

    [Fact]
    public void An_unknown_holder_is_told_as_such() => Assert.Equal("a process of another user", new SocketHolder(null, null).ToString());
}
