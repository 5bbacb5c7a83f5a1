using System.Net;

namespace Patchbay.Probing.Tests.Ping;

public sealed class PingTargetTests
{
    [Theory]
    [InlineData("db", PingKind.Icmp, "db", 0)]
    [InlineData("10.0.0.1", PingKind.Icmp, "10.0.0.1", 0)]
    [InlineData("::1", PingKind.Icmp, "::1", 0)]
    [InlineData("[fe80::1%2]", PingKind.Icmp, "fe80::1%2", 0)]
    [InlineData("icmp:db.example.org", PingKind.Icmp, "db.example.org", 0)]
    [InlineData("tcp:db:5432", PingKind.Tcp, "db", 5432)]
    [InlineData("db:5432", PingKind.Tcp, "db", 5432)]
    [InlineData("TCP:[::1]:80", PingKind.Tcp, "::1", 80)]
    [InlineData("udp:ns_1:53", PingKind.Udp, "ns_1", 53)]
    public void A_target_is_read(string text, PingKind kind, string host, int port) => Assert.Equal(new PingTarget(text, kind, host, (ushort)port), PingTarget.Parse(text));

    [Theory]
    [InlineData("", "Write a name")]
    [InlineData("10.0.0.0/24", "`patchbay scan NETWORK`")]
    [InlineData("tcp:db", "tcp:db:80")]
    [InlineData("tcp:db:", "tcp:db:80")]
    [InlineData("udp:db:0", "1 to 65535")]
    [InlineData("tcp:db:70000", "1 to 65535")]
    [InlineData("tcp:::1:80", "in brackets")]
    [InlineData("tcp:[db]:80", "before the port")]
    [InlineData("a b", "Write a name")]
    public void A_bad_target_is_told_with_a_hint(string text, string hint)
    {
        var error = Assert.Throws<ScanException>(() => PingTarget.Parse(text));
        Assert.Equal(ScanFailure.BadInput, error.Failure);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_target_or_a_clear_error()
    {
        const string Letters = "tcpudicm:[]%.1f/- é\0";
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Letters[random.Next(Letters.Length)]));
            try
            {
                var target = PingTarget.Parse(text);
                Assert.NotEqual("", target.Host);
                Assert.Equal(target.Kind == PingKind.Icmp, target.Port == 0);
            }
            catch (ScanException error)
            {
                Assert.NotNull(error.Hint);
            }
        }
    }

    [Fact]
    public void Results_name_a_target_at_its_address()
    {
        Assert.Equal("tcp:[::1]:80", PingTarget.Parse("tcp:db:80").At(IPAddress.IPv6Loopback));
        Assert.Equal("10.0.0.1", PingTarget.Parse("db").At(IPAddress.Parse("10.0.0.1")));
    }
}
