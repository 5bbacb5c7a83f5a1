namespace Patchbay.Probing.Tests.Udp;

public sealed class UdpPayloadsTests
{
    [Fact]
    public void Printers_get_no_byte_to_print()
    {
        var payload = new byte[UdpPayloads.MostBytes];
        Assert.All(Enumerable.Range(9100, 8), port => Assert.Equal(0, UdpPayloads.Write((ushort)port, 1, payload)));
    }

    [Fact]
    public void Every_probe_is_small_but_that_of_quic_which_has_to_be_long()
    {
        var payload = new byte[UdpPayloads.MostBytes];
        Assert.All(Enumerable.Range(1, ushort.MaxValue), port => Assert.InRange(UdpPayloads.Write((ushort)port, 1, payload), 0, port == 443 ? 1200 : 256));
    }

    [Fact]
    public void A_quote_tells_which_try_it_is_of_where_the_probe_has_room_to_say()
    {
        var payload = new byte[UdpPayloads.MostBytes];
        ushort[] without = [69, 177, 1434, 1900, 5060];
        for (var port = 1; port <= ushort.MaxValue; port++)
        {
            var length = UdpPayloads.Write((ushort)port, 7, payload);
            var isMute = without.Contains((ushort)port) || port is >= 9100 and <= 9107;
            Assert.Equal(isMute ? 0 : 7, UdpPayloads.AttemptOf((ushort)port, payload.AsSpan(0, length)));
            Assert.Equal(0, UdpPayloads.AttemptOf((ushort)port, default));
        }
    }

    [Fact]
    public void Any_bytes_may_come_as_a_quote()
    {
        var random = new Random(1);
        var quote = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(quote);
            _ = UdpPayloads.AttemptOf((ushort)random.Next(1 << 16), quote.AsSpan(0, random.Next(quote.Length)));
            _ = UdpPayloads.IsTftpAnswer(quote.AsSpan(0, random.Next(quote.Length)));
        }
    }
}
