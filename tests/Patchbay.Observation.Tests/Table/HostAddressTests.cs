using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Observation.Tests.Table;

public class HostAddressTests
{
    // Runs of zeros are what the text is about.
    static readonly Gen<IPAddress> Addresses = Gen.OneOf(
        Gen.Elements<byte>(0, 1, 127, 255, 10).ArrayOf(4).Select(bytes => new IPAddress(bytes)),
        Gen.Elements<ushort>(0, 0, 0, 1, 0xFFFF, 0x0DB8, 0x20).ArrayOf(8).Select(groups => new IPAddress([.. groups.SelectMany(group => new[] { (byte)(group >> 8), (byte)group })])));

    [Fact]
    public void An_address_survives_its_text_which_is_that_of_the_framework() => Prop.ForAll(Addresses.ToArbitrary(), address =>
    {
        var ours = HostAddress.From(address);
        // The framework also writes deprecated compatible addresses with dots, and a few mapped ones without.
        var text = ours.ToString();
        return IPAddress.Parse(text).Equals(address) && ours.ToIPAddress().Equals(address) && (address.ToString().Contains('.') || text.Contains('.') || text == address.ToString());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData("127.0.0.1", SocketScope.Loopback)]
    [InlineData("127.9.9.9", SocketScope.Loopback)]
    [InlineData("::1", SocketScope.Loopback)]
    [InlineData("::ffff:127.0.0.1", SocketScope.Loopback)]
    [InlineData("10.255.255.255", SocketScope.Lan)]
    [InlineData("172.31.0.1", SocketScope.Lan)]
    [InlineData("172.32.0.1", SocketScope.Everywhere)]
    [InlineData("192.168.1.1", SocketScope.Lan)]
    [InlineData("169.254.1.1", SocketScope.Lan)]
    [InlineData("100.64.0.1", SocketScope.Lan)]
    [InlineData("100.128.0.1", SocketScope.Everywhere)]
    [InlineData("fe80::1", SocketScope.Lan)]
    [InlineData("fd00::1", SocketScope.Lan)]
    [InlineData("2001:db8::1", SocketScope.Everywhere)]
    [InlineData("0.0.0.0", SocketScope.Everywhere)]
    [InlineData("::", SocketScope.Everywhere)]
    public void An_address_says_who_can_reach_it(string address, SocketScope scope) => Assert.Equal(scope, HostAddress.From(IPAddress.Parse(address)).Scope);

    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0", 8, true)]
    [InlineData("11.1.2.3", "10.0.0.0", 8, false)]
    [InlineData("10.1.2.3", "0.0.0.0", 0, true)]
    [InlineData("::ffff:10.1.2.3", "10.0.0.0", 8, true)]
    [InlineData("10.1.2.3", "::ffff:10.0.0.0", 104, false)]
    [InlineData("::", "0.0.0.0", 0, false)]
    [InlineData("fe80::1", "fe80::", 10, true)]
    [InlineData("fec0::1", "fe80::", 10, false)]
    public void A_prefix_covers_what_it_covers(string address, string prefix, int length, bool covers) =>
        Assert.Equal(covers, HostAddress.From(IPAddress.Parse(address)).IsIn(HostAddress.From(IPAddress.Parse(prefix)), length));
}
