using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests;

/// <summary>What is said to proxies, and what is made of their answers, without a socket.</summary>
public class ProxyHandshakeTests
{
    static readonly Config Many = Config.QuickThrowOnFailure
        .WithMaxTest(int.TryParse(Environment.GetEnvironmentVariable("PATCHBAY_FUZZ"), out var count) ? count : 5_000)
        .WithQuietOnSuccess(true);

    static readonly ProxyCredentials Ann = new("ann", "secret");

    [Fact]
    public void SOCKS5_sends_the_name_and_leaves_what_the_target_says()
    {
        var handshake = new Socks5Handshake("db.example", 5432, null);
        Assert.Equal([5, 1, 0], handshake.TakeOutput().ToArray());
        Assert.Equal(2, handshake.Read([5, 0]));
        Assert.Equal([5, 1, 0, 3, 10, .. "db.example"u8, 0x15, 0x38], handshake.TakeOutput().ToArray());
        Assert.Equal(10, handshake.Read([5, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. "hello"u8]));
        Assert.True(handshake.IsDone);
    }

    [Fact]
    public void SOCKS5_sends_literals_as_addresses()
    {
        var handshake = new Socks5Handshake("192.0.2.7", 80, null);
        handshake.TakeOutput();
        handshake.Read([5, 0]);
        Assert.Equal([5, 1, 0, 1, 192, 0, 2, 7, 0, 80], handshake.TakeOutput().ToArray());
        handshake = new Socks5Handshake("::1", 80, null);
        handshake.TakeOutput();
        handshake.Read([5, 0]);
        Assert.Equal([5, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 80], handshake.TakeOutput().ToArray());
    }

    [Fact]
    public void SOCKS5_logs_in_when_the_proxy_wants_it()
    {
        var handshake = new Socks5Handshake("h", 1, Ann);
        Assert.Equal([5, 2, 0, 2], handshake.TakeOutput().ToArray());
        handshake.Read([5, 2]);
        Assert.Equal([1, 3, .. "ann"u8, 6, .. "secret"u8], handshake.TakeOutput().ToArray());
        Assert.Equal(2, handshake.Read([1, 0]));
        Assert.Equal(5, handshake.TakeOutput().Span[0]);
    }

    [Theory]
    [InlineData(new byte[] { 5, 0xFF }, "it wants a login")]
    [InlineData(new byte[] { 5, 2 }, "it chose the method 2, which was not offered")]
    [InlineData(new byte[] { 4, 90 }, "it does not speak SOCKS5: the first byte of its answer is 4")]
    [InlineData(new byte[] { (byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/' }, "it seems to speak HTTP and not SOCKS5")]
    [InlineData(new byte[] { 5, 0, 5, 1 }, "it failed (general SOCKS server failure)")]
    [InlineData(new byte[] { 5, 0, 5, 2 }, "its rules do not allow the connection")]
    [InlineData(new byte[] { 5, 0, 5, 5 }, "the target refused the connection")]
    [InlineData(new byte[] { 5, 0, 5, 99 }, "it answered with the unknown code 99")]
    [InlineData(new byte[] { 5, 0, 5, 0, 0, 9, 0 }, "its answer has an address of the unknown type 9")]
    public void SOCKS5_says_in_words_what_the_proxy_said(byte[] answer, string failure) => Assert.Equal($"failed: {failure}", Run(new Socks5Handshake("h", 1, null), answer, answer.Length));

    [Fact]
    public void CONNECT_is_asked_with_the_login_and_leaves_what_the_target_says()
    {
        var handshake = new HttpConnectHandshake("::1", 443, Ann);
        Assert.Equal("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nProxy-Authorization: Basic YW5uOnNlY3JldA==\r\n\r\n", Encoding.ASCII.GetString(handshake.TakeOutput().Span));
        var answer = "HTTP/1.1 100 Wait\r\n\r\n"u8.ToArray();
        Assert.Equal(answer.Length, handshake.Read(answer));
        Assert.False(handshake.IsDone);
        answer = [.. "HTTP/1.0 200 Connection established\r\nContent-Length: 5\r\n\r\n"u8, .. "hello"u8];
        Assert.Equal(answer.Length - 5, handshake.Read(answer));
        Assert.True(handshake.IsDone);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "it answered 407 Proxy Authentication Required")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\n\r\n", "it answered 502 Bad Gateway")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "it does not speak HTTP: its answer is a request")]
    [InlineData("SSH-2.0-x\r\n", "it does not speak HTTP: the first line is not HTTP/1.1")]
    [InlineData("\u0005\u0000", "it seems to speak SOCKS5 and not HTTP")]
    public void CONNECT_says_in_words_what_the_proxy_said(string answer, string failure) =>
        Assert.Equal($"failed: {failure}", Run(new HttpConnectHandshake("h", 1, null), Encoding.ASCII.GetBytes(answer), answer.Length));

    [Fact]
    public void What_cannot_be_said_in_the_protocol_is_refused_before_it_is_sent()
    {
        Assert.Throws<LayerException>(static () => new Socks5Handshake(new string('x', 256), 1, null));
        Assert.Throws<LayerException>(static () => new Socks5Handshake("h", 1, new("", "x")));
        Assert.Throws<LayerException>(static () => new HttpConnectHandshake("h", 1, new("a:b", "x")));
    }

    [Fact]
    public void The_password_is_never_shown() => Assert.DoesNotContain("secret", Ann.ToString());

    [Theory]
    [InlineData("socks5:h:1080", "socks5:h:1080")]
    [InlineData("socks5h://h:1080", "socks5:h:1080")]
    [InlineData("http:[::1]:3128", "http:[::1]:3128")]
    [InlineData("socks5:a:1,http:b:2", "socks5:a:1 http:b:2")]
    [InlineData("socks4:h:1", null)]
    [InlineData("socks5:h", null)]
    [InlineData("h:1", null)]
    [InlineData("socks5:a:1,", null)]
    [InlineData("http:user@h:1", null)]
    public void A_chain_of_proxies_is_read(string text, string? expected) =>
        Assert.Equal(expected, ProxyAddress.TryParseChain(text, out var chain) ? string.Join(' ', chain) : null);

    [Fact]
    public void What_is_made_of_an_answer_does_not_depend_on_where_it_is_cut() =>
        Prop.ForAll((from answer in Answers from cut in Gen.Choose(1, 5) from login in Gen.Elements(true, false) select (answer, cut, login)).ToArbitrary(), static one =>
            Run(new Socks5Handshake("h", 1, one.login ? Ann : null), one.answer, one.answer.Length) == Run(new Socks5Handshake("h", 1, one.login ? Ann : null), one.answer, one.cut)
            && Run(new HttpConnectHandshake("h", 1, null), one.answer, one.answer.Length) == Run(new HttpConnectHandshake("h", 1, null), one.answer, one.cut))
        .Check(Many);

    [Fact]
    public void The_generated_answers_reach_the_end()
    {
        var answers = Answers.Sample(3_000).ToList();
        Assert.Contains(answers, static answer => Run(new Socks5Handshake("h", 1, Ann), answer, answer.Length).StartsWith("done", StringComparison.Ordinal));
        Assert.Contains(answers, static answer => Run(new HttpConnectHandshake("h", 1, null), answer, answer.Length).StartsWith("done", StringComparison.Ordinal));
    }

    static readonly Gen<byte[]> Answers = Gen.OneOf(
        (from pieces in Gen.Elements<byte[]>([5, 0], [5, 2], [1, 0], [5, 0, 0, 1, 0, 0, 0, 0, 0, 0], [5, 0, 0, 3, 2, 9, 9, 0, 0], [5, 5], [5], [1, 1], [0]).ListOf() select pieces.SelectMany(static piece => piece).ToArray()),
        (from pieces in Gen.Elements("HTTP/1.1 200 OK\r\n", "HTTP/1.1 103 Early\r\n\r\n", "A: b\r\n", "\r\n", "HTTP/1.0 407 No\r\n", "x", "\n").ListOf() select Encoding.ASCII.GetBytes(string.Concat(pieces))),
        Gen.Choose(0, 255).Select(static octet => (byte)octet).ArrayOf());

    /// <summary>Feeds the octets in pieces, as the connector does, and says how it ended and how many were left for the target.</summary>
    static string Run(ProxyHandshake handshake, byte[] octets, int piece)
    {
        var taken = 0;
        for (var there = Math.Min(piece, octets.Length); ; there = Math.Min(there + Math.Max(piece, 1), octets.Length))
        {
            while (!handshake.IsDone && handshake.Failure is null)
            {
                handshake.TakeOutput();
                var count = handshake.Read(octets.AsSpan(taken..there));
                Assert.InRange(count, 0, there - taken);
                taken += count;
                if (count == 0)
                {
                    break;
                }
            }

            if (handshake.Failure is { } failure)
            {
                Assert.False(handshake.IsDone);
                return $"failed: {failure}";
            }

            if (handshake.IsDone || there == octets.Length)
            {
                return handshake.IsDone ? $"done, {octets.Length - taken} left" : "waits";
            }
        }
    }
}
