using System.Diagnostics;
using System.Net;

namespace Patchbay.Sockets.Tests.Raw;

public class IcmpEchoTests
{
    static readonly IPAddress Us = IPAddress.Parse("192.0.2.1"), Them = IPAddress.Parse("192.0.2.2"), Us6 = IPAddress.Parse("2001:db8::1"), Them6 = IPAddress.Parse("2001:db8::2");

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void A_reply_is_matched_once_with_its_time_and_after_that_it_is_a_duplicate(int version)
    {
        var echo = new IcmpEcho(version, 7, firstSequence: 65_535);
        echo.Next(0, default, out var first);
        echo.Next(Stopwatch.Frequency, "payload"u8, out var second);
        Assert.Equal((65_535, 0), (first, second));

        var reply = Reply(version, 7, second, "payload"u8);
        Assert.True(echo.TryMatch(reply, 3 * Stopwatch.Frequency, out var answer));
        Assert.Equal(new IcmpEchoAnswer(IcmpEchoOutcome.Reply, 0, TimeSpan.FromSeconds(2)), answer);
        Assert.True(echo.TryMatch(reply, 4 * Stopwatch.Frequency, out answer));
        Assert.Equal(new IcmpEchoAnswer(IcmpEchoOutcome.Duplicate, 0, TimeSpan.FromSeconds(3)), answer);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void What_belongs_to_others_is_no_answer(int version)
    {
        var echo = new IcmpEcho(version, 7);
        var request = echo.Next(0, default, out var sequence);
        Assert.False(echo.TryMatch(request, 1, out _));
        Assert.False(echo.TryMatch(Reply(version, 8, sequence, default), 1, out _));
        Assert.False(echo.TryMatch(Reply(version, 7, 2, default), 1, out _));
        Assert.False(echo.TryMatch(Reply(version, 7, sequence, default).AsSpan(0, 7), 1, out _));
        Assert.False(echo.TryMatch([], 1, out _));
        Assert.True(echo.TryMatch(Reply(version, 7, sequence, default), 1, out _));

        // A ping socket has an identifier of the kernel's.
        echo = new IcmpEcho(version, identifier: null);
        echo.Next(0, default, out sequence);
        Assert.True(echo.TryMatch(Reply(version, 4711, sequence, default), 1, out _));
    }

    [Fact]
    public void A_damaged_reply_is_no_answer()
    {
        var echo = new IcmpEcho(4, 7);
        echo.Next(0, default, out var sequence);
        var reply = Reply(4, 7, sequence, "payload"u8);
        reply[^1] ^= 1;
        Assert.False(echo.TryMatch(reply, 1, out _));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void An_error_that_quotes_the_request_is_matched_and_one_that_quotes_anothers_is_not(int version)
    {
        var echo = new IcmpEcho(version, 7);
        var request = echo.Next(0, "payload"u8, out var sequence);
        Assert.True(echo.TryMatch(Error(version, request), 1, out var answer));
        Assert.Equal((IcmpEchoOutcome.Error, sequence), (answer.Outcome, answer.Sequence));
        Assert.Equal("time exceeded on the way", answer.Error!.Meaning);

        // A router may quote no more than the first eight bytes (RFC 792).
        Assert.True(echo.TryMatch(Error(version, request[..8]), 1, out _));
        Assert.False(echo.TryMatch(Error(version, request[..7]), 1, out _));
        Assert.False(echo.TryMatch(Error(version, new IcmpEcho(version, 8).Next(0, default, out _)), 1, out _));
    }

    [Fact]
    public void Only_two_versions_exist() => Assert.Throws<ArgumentOutOfRangeException>(() => new IcmpEcho(5, 1));

    static byte[] Reply(int version, ushort id, ushort sequence, ReadOnlySpan<byte> payload) =>
        PacketBuilder.Build(IcmpLayer.Echo((byte)(version == 4 ? 0 : 129), id, sequence), new PayloadLayer(payload.ToArray()));

    static byte[] Error(int version, byte[] request)
    {
        PacketLayer ip = version == 4 ? new Ipv4Layer(Us, Them) { Protocol = IpProtocols.Icmp } : new Ipv6Layer(Us6, Them6) { NextHeader = IpProtocols.Icmpv6 };
        return PacketBuilder.Build(new IcmpLayer((byte)(version == 4 ? 11 : 3), 0), new PayloadLayer(PacketBuilder.Build(ip, new PayloadLayer(request))));
    }
}
