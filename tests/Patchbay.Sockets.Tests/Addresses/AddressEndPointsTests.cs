using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

public class AddressEndPointsTests
{
    [Fact]
    public void A_listener_that_names_only_a_port_binds_loopback() =>
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 8080)], Listen("tcp-listen:8080"));

    [Fact]
    public void A_listener_on_localhost_binds_both_families_but_one_for_any_free_port()
    {
        EndPoint[] both = [new IPEndPoint(IPAddress.Loopback, 8080), new IPEndPoint(IPAddress.IPv6Loopback, 8080)];

        Assert.Equal(Socket.OSSupportsIPv6 ? both : both[..1], Listen("tcp-listen:localhost:8080"));
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 0)], Listen("tcp-listen:localhost:0"));
    }

    [Fact]
    public void A_listener_binds_wide_only_when_told()
    {
        Assert.Equal([new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 8080)], Listen("tcp-listen:*:8080"));
        Assert.Equal([new IPEndPoint(IPAddress.IPv6Any, 8080)], Listen("tcp-listen:[::]:8080"));
        Assert.Equal([new IPEndPoint(IPAddress.Any, 8080)], Listen("tcp-listen:0.0.0.0:8080"));
        Assert.True(AddressEndPoints.IsWiderThanLoopback(Listen("tcp-listen:*:8080")[0]));
        Assert.True(AddressEndPoints.IsWiderThanLoopback(Listen("tcp-listen:192.0.2.1:8080")[0]));
        Assert.False(AddressEndPoints.IsWiderThanLoopback(Listen("tcp-listen:8080")[0]));
        Assert.False(AddressEndPoints.IsWiderThanLoopback(Listen("unix-listen:/run/x")[0]));
    }

    [Fact]
    public void A_name_is_left_to_the_resolver_and_a_literal_is_not()
    {
        Assert.Equal(new DnsEndPoint("db", 5432), Address.Parse("db:5432").ToConnectEndPoint());
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 1), Address.Parse("[::1]:1").ToConnectEndPoint());
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 1), Address.Parse("192.0.2.7:1").ToConnectEndPoint());
    }

    [Fact]
    public void A_zone_becomes_the_index_of_an_interface()
    {
        Assert.Equal(7, ((IPEndPoint)Address.Parse("[fe80::1%7]:1").ToConnectEndPoint()).Address.ScopeId);
        var error = Assert.Throws<AddressNotSupportedException>(() => Address.Parse("[fe80::1%nosuchif]:1").ToConnectEndPoint());
        Assert.Equal("this machine has no interface nosuchif", error.Message);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(1, ((IPEndPoint)Address.Parse("[fe80::1%lo]:1").ToConnectEndPoint()).Address.ScopeId);
        }
    }

    [Theory]
    [InlineData("unix-listen:/run/x y")]
    [InlineData("unix-listen:@name")]
    [InlineData("tcp-listen:[fe80::1%7]:1")]
    [InlineData("tcp-listen:192.0.2.1:80")]
    public void A_bound_endpoint_becomes_its_address_again(string text) =>
        Assert.Equal(Address.Parse(text), AddressEndPoints.ToListenAddress(Listen(text)[0]));

    [Fact]
    public void A_wide_listener_is_reached_on_loopback()
    {
        Assert.Equal("tcp:127.0.0.1:80", AddressEndPoints.ToConnectAddress(new IPEndPoint(IPAddress.Any, 80)).Format());
        Assert.Equal("tcp:[::1]:80", AddressEndPoints.ToConnectAddress(new IPEndPoint(IPAddress.IPv6Any, 80)).Format());
        Assert.Equal("tcp:192.0.2.1:80", AddressEndPoints.ToConnectAddress(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 80)).Format());
        Assert.Equal("tcp:db:80", AddressEndPoints.ToConnectAddress(new DnsEndPoint("db", 80)).Format());
    }

    [Theory]
    [InlineData("udp:h:1", "udp:h:1 is no address of a stream socket, and nothing else goes here")]
    [InlineData("multicast:239.1.2.3:1", "multicast:239.1.2.3:1 is no address of a stream socket, and nothing else goes here")]
    [InlineData("unixgram:/x", "unixgram:/x is no address of a stream socket, and nothing else goes here")]
    [InlineData("raw:icmp:h", "raw:icmp:h is no address of a stream socket, and nothing else goes here")]
    [InlineData("packet:lo", "packet:lo is no address of a stream socket, and nothing else goes here")]
    [InlineData("exec:cat", "exec:cat is no address of a stream socket, and nothing else goes here")]
    [InlineData("-", "stdin and stdout is no address of a stream socket, and nothing else goes here")]
    [InlineData("fd:3", "fd:3 is no address of a stream socket, and nothing else goes here")]
    [InlineData("systemd:web", "systemd:web is no address of a stream socket, and nothing else goes here")]
    [InlineData("file:/x", "file:/x is no address of a stream socket, and nothing else goes here")]
    [InlineData("echo", "echo is the name of a service; only a running node knows its address")]
    [InlineData("tcp-listen:80", "tcp-listen:80 listens; nothing can connect with it")]
    public void What_cannot_be_connected_says_so_in_one_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<AddressNotSupportedException>(() => Address.Parse(text).ToConnectEndPoint()).Message);

    [Fact]
    public void What_cannot_be_listened_on_says_so_in_one_line()
    {
        Assert.Equal("tcp:db:1 connects; nothing can listen on it", Assert.Throws<AddressNotSupportedException>(() => Listen("db:1")).Message);
        Assert.Equal("udp-listen:1 is no address of a stream socket, and nothing else goes here", Assert.Throws<AddressNotSupportedException>(() => Listen("udp-listen:1")).Message);
    }

    static IReadOnlyList<EndPoint> Listen(string text) => Address.Parse(text).ToListenEndPoints();
}
