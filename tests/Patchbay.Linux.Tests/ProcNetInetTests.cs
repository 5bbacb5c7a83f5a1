using System.Net;

namespace Patchbay.Linux.Tests;

public class ProcNetInetTests
{
    [Fact]
    public void A_listener_of_IPv4_is_read_from_its_line()
    {
        Assert.True(ProcNetInet.TryParse("   0: 0100007F:1B5F 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 54321 1 0000000000000000 100 0 0 10 0", out var row));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 7007), row.Local);
        Assert.Equal(new IPEndPoint(IPAddress.Any, 0), row.Remote);
        Assert.True(row.IsListener);
        Assert.Equal(1000u, row.Uid);
        Assert.Equal(54321ul, row.Inode);
    }

    [Fact]
    public void An_IPv6_address_keeps_the_order_of_its_bytes()
    {
        Assert.True(ProcNetInet.TryParse("   1: B80D0120000000000000000001000000:0050 B80D0120000000000000000002000000:C350 01 00000000:00000000 00:00000000 00000000     0        0 7 1 0 100 0 0 10 0", out var row));
        Assert.Equal(IPEndPoint.Parse("[2001:db8::1]:80"), row.Local);
        Assert.Equal(IPEndPoint.Parse("[2001:db8::2]:50000"), row.Remote);
        Assert.False(row.IsListener);
    }

    [Theory]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode")]
    [InlineData("")]
    [InlineData("0: 0100007F:1B5F")]
    [InlineData("0: 0100007:1B5F 00000000:0000 0A 0:0 00:0 0 1000 0 54321 1")]
    [InlineData("0: 0100007F:1B5FF 00000000:0000 0A 0:0 00:0 0 1000 0 54321 1")]
    [InlineData("0: GG00007F:1B5F 00000000:0000 0A 0:0 00:0 0 1000 0 54321 1")]
    public void What_is_no_line_of_the_table_is_refused(string line) => Assert.False(ProcNetInet.TryParse(line, out _));
}
