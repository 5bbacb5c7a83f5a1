using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Transfer;

namespace Patchbay.Services.Tests.Transfer;

public class FtpReplyParserTests
{
    [Theory]
    [InlineData("220 ready\r\n", 220, "ready")]
    [InlineData("220 ready\n", 220, "ready")]
    [InlineData("226\r\n", 226, "")]
    [InlineData("230-Welcome\r\n  123 not the end\r\nof a long text\r\n230 done\r\n", 230, "Welcome|  123 not the end|of a long text|done")]
    [InlineData("211-Features:\r\n MDTM\r\n211-UTF8\r\n211 End\r\n", 211, "Features:| MDTM|UTF8|End")]
    [InlineData("230-a\r\n331 other code\r\n230 b\r\n", 230, "a|331 other code|b")]
    [InlineData("550 \u001b[31mred\r\n", 550, "?[31mred")]
    public void A_reply_is_one_line_or_all_up_to_the_line_with_its_code_and_a_space(string text, int code, string lines)
    {
        var reply = ReadAll(Encoding.UTF8.GetBytes(text), int.MaxValue).Single();
        Assert.Equal(code, reply.Code);
        Assert.Equal(lines.Split('|'), reply.Lines);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("620 no such class\r\n")]
    [InlineData("22 short\r\n")]
    [InlineData("220ready\r\n")]
    [InlineData("\r\n")]
    public void What_is_no_reply_is_said_to_be_none(string text)
    {
        var error = Assert.Throws<TransferException>(() => ReadAll(Encoding.UTF8.GetBytes(text), int.MaxValue));
        Assert.Equal(TransferFailure.WeirdReply, error.Failure);
        Assert.Contains("speaks no FTP", error.Message);
    }

    [Fact]
    public void A_line_and_a_reply_have_limits()
    {
        var longest = "220 " + new string('x', FtpReplyParser.MaxLine - 5) + "\r\n";
        Assert.Equal(220, ReadAll(Encoding.ASCII.GetBytes(longest), 100).Single().Code);
        Assert.Throws<TransferException>(() => ReadAll(Encoding.ASCII.GetBytes("220 " + new string('x', FtpReplyParser.MaxLine)), 100));
        var lines = "220-a\r\n" + string.Concat(Enumerable.Repeat("b\r\n", FtpReplyParser.MaxLines - 2)) + "220 c\r\n";
        Assert.Equal(FtpReplyParser.MaxLines, ReadAll(Encoding.ASCII.GetBytes(lines), 100).Single().Lines.Count);
        Assert.Throws<TransferException>(() => ReadAll(Encoding.ASCII.GetBytes("220-a\r\n" + string.Concat(Enumerable.Repeat("b\r\n", FtpReplyParser.MaxLines))), 100));
        Assert.Throws<TransferException>(() => ReadAll(Encoding.ASCII.GetBytes("220-a\r\n" + string.Concat(Enumerable.Repeat(new string('b', 8000) + "\r\n", 40))), 100));
    }

    [Fact]
    public void How_the_octets_are_cut_makes_no_difference() =>
        Prop.ForAll(Replies.ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), static (texts, piece) =>
        {
            var octets = Encoding.UTF8.GetBytes(string.Concat(texts));
            var whole = ReadAll(octets, int.MaxValue);
            var pieces = ReadAll(octets, piece);
            return whole.Count == texts.Count && whole.Count == pieces.Count && whole.Zip(pieces).All(static pair => pair.First.Code == pair.Second.Code && pair.First.Lines.SequenceEqual(pair.Second.Lines));
        })
        .Check(Fuzz.Many);

    [Fact]
    public void Whatever_comes_is_replies_or_a_failure()
    {
        var good = 0;
        Fuzz.Run([.. new[] { "220 ready\r\n", "230-Welcome\r\n there\r\n230 done\r\n331 x\r\n", "227 Entering Passive Mode (127,0,0,1,4,5).\r\n" }.Select(Encoding.ASCII.GetBytes)], input =>
        {
            try
            {
                var replies = ReadAll(input, 7);
                good += replies.Count;
                Assert.All(replies, static reply =>
                {
                    Assert.InRange(reply.Code, 100, 599);
                    Assert.NotEmpty(reply.Lines);
                    Assert.DoesNotContain(reply.ToString(), static c => char.IsControl(c));
                });
            }
            catch (TransferException error)
            {
                Assert.Equal(TransferFailure.WeirdReply, error.Failure);
                Assert.DoesNotContain(error.Message, static c => char.IsControl(c));
            }
        });
        Assert.InRange(good, Fuzz.Inputs / 20, int.MaxValue);
    }

    static readonly Gen<List<string>> Replies =
        from replies in
            (from code in Gen.Choose(100, 599)
             from lines in Gen.Elements("ok", "", "äö", "123 in between", "- x", " 5").ListOf()
             select lines.Count < 2 ? $"{code} {lines.FirstOrDefault()}\r\n" : $"{code}-{lines[0]}\r\n{string.Concat(lines.Skip(1).Select(line => (line.StartsWith("123", StringComparison.Ordinal) ? " " : "") + line + "\r\n"))}{code} end\r\n").ListOf()
        select replies.ToList();

    static List<FtpReply> ReadAll(byte[] octets, int piece)
    {
        var (parser, replies) = (new FtpReplyParser(), new List<FtpReply>());
        for (var at = 0; at < octets.Length;)
        {
            var taken = parser.Read(octets.AsSpan(at, Math.Min(piece, octets.Length - at)), out var reply);
            Assert.InRange(taken, 1, octets.Length - at);
            at += taken;
            if (reply is not null)
            {
                Assert.True(parser.IsEmpty);
                replies.Add(reply);
            }
        }

        return replies;
    }
}
