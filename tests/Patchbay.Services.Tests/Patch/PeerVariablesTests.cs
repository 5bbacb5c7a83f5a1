using System.Collections;
using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

public class PeerVariablesTests
{
    static readonly Gen<IPEndPoint> EndPoints =
        Gen.Zip(Gen.Elements(4, 16).SelectMany(static size => Gen.Choose(0, 255).ArrayOf(size)), Gen.Choose(0, 65535))
            .Select(static pair => new IPEndPoint(new IPAddress([.. pair.Item1.Select(static value => (byte)value)]), pair.Item2));

    [Fact]
    public void A_TCP_peer_is_told_in_the_words_of_ucspi_and_systemd() =>
        Assert.Equal(
            [
                "PATCHBAY_PEER=the client", "PATCHBAY_LOCAL=127.0.0.1:80", "REMOTE_ADDR=192.0.2.7", "REMOTE_PORT=4711",
                "PROTO=TCP", "TCPREMOTEIP=192.0.2.7", "TCPREMOTEPORT=4711", "TCPLOCALIP=127.0.0.1", "TCPLOCALPORT=80",
            ],
            Of(new MemoryEnd("the client") { From = IPEndPoint.Parse("192.0.2.7:4711"), To = IPEndPoint.Parse("127.0.0.1:80") }));

    [Fact]
    public void A_client_of_a_dual_stack_listener_is_told_as_IPv4() =>
        Assert.Contains("TCPREMOTEIP=192.0.2.7", Of(new MemoryEnd("x") { From = IPEndPoint.Parse("[::ffff:192.0.2.7]:1") }));

    [Fact]
    public void A_peer_that_sends_datagrams_is_no_TCP() =>
        Assert.Equal(
            ["PATCHBAY_PEER=x", "PATCHBAY_LOCAL=127.0.0.1:53", "REMOTE_ADDR=192.0.2.7", "REMOTE_PORT=9"],
            Of(new MemoryEnd("x") { From = IPEndPoint.Parse("192.0.2.7:9"), To = IPEndPoint.Parse("127.0.0.1:53"), IsMessages = true }));

    [Fact]
    public void A_Unix_peer_without_a_name_has_no_address() =>
        Assert.Equal(["PATCHBAY_PEER=x", "PATCHBAY_LOCAL=/run/x"], Of(new MemoryEnd("x") { To = new UnixDomainSocketEndPoint("/run/x") }));

    [Fact]
    public void What_was_told_of_another_peer_is_not_handed_on_and_the_rest_is() =>
        Assert.Equal(
            ["HOME=/root"],
            PeerVariables.Environment(new Hashtable { ["TCPREMOTEIP"] = "1.2.3.4", ["LISTEN_FDS"] = "1", ["HOME"] = "/root", ["REMOTE_PORT"] = "1", ["PATCHBAY_PEER"] = "other" }, peer: null));

    [Fact]
    public void The_ends_can_be_read_back_from_the_variables() =>
        Prop.ForAll(EndPoints.ToArbitrary(), EndPoints.ToArbitrary(), (remote, local) =>
        {
            var variables = Of(new MemoryEnd("x") { From = remote, To = local }).Select(static line => line.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);
            return Same(remote, variables["TCPREMOTEIP"], variables["TCPREMOTEPORT"]) && Same(remote, variables["REMOTE_ADDR"], variables["REMOTE_PORT"])
                && Same(local, variables["TCPLOCALIP"], variables["TCPLOCALPORT"]) && IPEndPoint.Parse(variables["PATCHBAY_LOCAL"]).Equals(local);
        }).QuickCheckThrowOnFailure();

    static bool Same(IPEndPoint endPoint, string address, string port) =>
        IPAddress.Parse(address).MapToIPv6().Equals(endPoint.Address.MapToIPv6()) && int.Parse(port) == endPoint.Port;

    static IReadOnlyList<string> Of(PatchEnd peer) => PeerVariables.Environment(new Hashtable(), peer);
}
