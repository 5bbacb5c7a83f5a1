using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests.Layers;

public class HttpHeadParserTests
{
    static readonly Config Many = Config.QuickThrowOnFailure
        .WithMaxTest(int.TryParse(Environment.GetEnvironmentVariable("PATCHBAY_FUZZ"), out var count) ? count : 5_000)
        .WithQuietOnSuccess(true);

    [Fact]
    public void A_head_is_read_up_to_its_empty_line_and_no_further()
    {
        var octets = Encoding.ASCII.GetBytes("HTTP/1.1 200 Very fine\r\nA: 1\r\na:2 \r\nB:\r\n\r\nbody");
        Assert.True(HttpHeadParser.TryParse(octets, out var head, out var length, out _));
        Assert.Equal(["HTTP/1.1", "200", "Very fine"], head!.StartLine);
        Assert.Equal("1, 2", head.Find("A"));
        Assert.Equal("", head.Find("b"));
        Assert.Null(head.Find("C"));
        Assert.Equal("body", Encoding.ASCII.GetString(octets[length..]));
        Assert.True(HttpHeadParser.TryParse("HTTP/1.0 200\n\n"u8, out head, out _, out _));
        Assert.Equal("", head!.StartLine[2]);
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001", "it is not HTTP")]
    [InlineData("hello\r\n", "the first line is not HTTP/1.1")]
    [InlineData("GET / HTTP/2.0\r\n", "the first line is not HTTP/1.1")]
    [InlineData("HTTP/1.1 20 OK\r\n", "the first line is not HTTP/1.1")]
    [InlineData("GET / HTTP/1.1\r\nA : 1\r\n", "a header field is malformed")]
    [InlineData("GET / HTTP/1.1\r\nA: 1\r\n folded\r\n", "a header field is malformed")]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n", "a header field is malformed")]
    public void What_is_no_head_is_said_to_be_none_as_soon_as_it_is_known(string text, string expected)
    {
        Assert.True(HttpHeadParser.TryParse(Encoding.Latin1.GetBytes(text), out var head, out _, out var failure));
        Assert.Null(head);
        Assert.Equal(expected, failure);
    }

    [Fact]
    public void A_head_has_limits()
    {
        var start = "GET / HTTP/1.1\r\n";
        Assert.True(HttpHeadParser.TryParse(Encoding.ASCII.GetBytes(start + "A: " + new string('x', HttpHeadParser.MaxSize)), out _, out _, out var failure));
        Assert.Equal("the head is longer than 8192 bytes", failure);
        var fields = string.Concat(Enumerable.Repeat("A: 1\r\n", HttpHeadParser.MaxFields));
        Assert.True(HttpHeadParser.TryParse(Encoding.ASCII.GetBytes(start + fields + "\r\n"), out var head, out _, out failure));
        Assert.Equal(HttpHeadParser.MaxFields, head?.Fields.Count);
        Assert.True(HttpHeadParser.TryParse(Encoding.ASCII.GetBytes(start + fields + "A: 1\r\n\r\n"), out head, out _, out failure));
        Assert.Equal("the head has more than 100 fields", failure);
    }

    [Fact]
    public void Whatever_comes_is_a_head_or_a_failure_or_not_enough_and_more_octets_never_change_a_verdict() =>
        Prop.ForAll(Heads.ToArbitrary(), static octets =>
        {
            (bool, string?, int)? verdict = null;
            for (var length = 0; length <= octets.Length; length++)
            {
                if (HttpHeadParser.TryParse(octets.AsSpan(0, length), out var head, out var taken, out var failure))
                {
                    var now = (head is not null, failure, head is null ? 0 : taken);
                    if ((head is null) == (failure is null) || taken > length || (verdict is not null && verdict != now))
                    {
                        return false;
                    }

                    verdict = now;
                }
                else if (verdict is not null)
                {
                    return false;
                }
            }

            return true;
        })
        .Check(Many);

    static readonly Gen<byte[]> Heads =
        from pieces in Gen.Elements("GET / HTTP/1.1", "HTTP/1.1 200 OK", "\r\n", "\n", "A: b", "A", ":", " ", "\0", "\u00ff", "HTTP/", "\r", "Host: x\r\n", "GET / HTTP/1.1\r\n").ListOf()
        select Encoding.Latin1.GetBytes(string.Concat(pieces));
}
