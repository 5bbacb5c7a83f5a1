using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Probing.Tests;

public class TargetParserTests
{
    static readonly PortNames Names = new("ssh 22/tcp\nhttp 80/tcp www\ndomain 53/udp\n");

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.1-20", "10.0.0.1-10.0.0.20")]
    [InlineData("10.0.0.1-10.0.1.5", "10.0.0.1-10.0.1.5")]
    [InlineData("10.0.0.5/30", "10.0.0.4-10.0.0.7")]
    [InlineData("10.0.0.5/32", "10.0.0.5")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("[2001:db8::7]", "2001:db8::7")]
    [InlineData("2001:db8::1-ff", "2001:db8::1-2001:db8::ff")]
    [InlineData("2001:db8::1-2001:db8::2", "2001:db8::1-2001:db8::2")]
    [InlineData("[2001:db8::1]-[2001:db8::2]:22", "2001:db8::1-2001:db8::2")]
    [InlineData("2001:db8::/126", "2001:db8::-2001:db8::3")]
    [InlineData("[2001:db8::]/126:22", "2001:db8::-2001:db8::3")]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7")]
    [InlineData("::ffff:10.0.0.7/127", "10.0.0.6-10.0.0.7")]
    public void Addresses_are_read(string text, string range) => Assert.Equal(range, TargetParser.Parse(text, Names).Range.ToString());

    [Theory]
    [InlineData("db", "db")]
    [InlineData("DB.Example.ORG:5432", "db.example.org")]
    [InlineData("web-1.example.org", "web-1.example.org")]
    [InlineData("1-2-3.example.org", "1-2-3.example.org")]
    public void Names_are_read(string text, string name) => Assert.Equal(name, TargetParser.Parse(text, Names).Name);

    [Theory]
    [InlineData("db:22", "22")]
    [InlineData("10.0.0.1-3:80,443", "80,443")]
    [InlineData("[::1]:ssh,8000-8002", "22,8000-8002")]
    [InlineData("10.0.0.0/30:www", "80")]
    [InlineData("db:-", "1-65535")]
    public void A_target_may_have_ports_of_its_own(string text, string ports) => Assert.Equal(ports, PortList.Format(TargetParser.Parse(text, Names).Ports!.Value));

    [Fact]
    public void A_target_without_ports_has_those_of_the_scan() => Assert.Null(TargetParser.Parse("10.0.0.1", Names).Ports);

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("10.0.0.256", 0, "no IPv4 address")]
    [InlineData("10.0.0.1-300", 9, "no end of a range")]
    [InlineData("10.0.0.9-3", 9, "before it begins")]
    [InlineData("10.0.0.0/33", 9, "no prefix length")]
    [InlineData("10.0.0.0/", 9, "no prefix length")]
    [InlineData("10.0.0.0/8", 8, "16,777,216 addresses")]
    [InlineData("2001:db8::/32", 10, "far too many|addresses")]
    [InlineData("::ffff:10.0.0.7/12", 15, "addresses")]
    [InlineData("example.org/24", 11, "no prefix length")]
    [InlineData("db:0", 3, "Port 0")]
    [InlineData("db:70000", 3, "out of range")]
    [InlineData("db:22,,80", 6, "missing")]
    [InlineData("db:", 3, "missing")]
    [InlineData(":80", 0, "host is missing")]
    [InlineData("db:htpp", 3, "No port is called")]
    [InlineData("http://db/", 4, "no scheme")]
    [InlineData("[::1", 0, "not closed")]
    [InlineData("[::1]x", 5, "cannot follow")]
    [InlineData("1:2:3", 0, "no IPv6 address")]
    [InlineData("fe80::1%nosuchif", 0, "no interface")]
    public void What_is_wrong_is_pointed_at(string text, int column, string part)
    {
        var error = Assert.Throws<AddressFormatException>(() => TargetParser.Parse(text, Names));
        Assert.Equal((text, column), (error.Text, error.Column));
        Assert.Contains(part.Split('|'), one => error.Message.Contains(one, StringComparison.Ordinal));
        Assert.NotEmpty(error.Hint);
    }

    [Fact]
    public void The_zone_of_a_link_local_address_is_kept()
    {
        var range = TargetParser.Parse("[fe80::1%1]:80", Names).Range!.Value;
        Assert.Equal(IPAddress.Parse("fe80::1%1"), range.First);
    }

    [Fact]
    public void A_file_has_targets_between_spaces_and_comments() =>
        Assert.Equal(["a", "b:22", "c"], TargetFile.Read("\uFEFFa # one\r\n# nothing\n\n  b:22\tc\n"));
}
