using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

public class IrcParserTests
{
    [Theory]
    [InlineData("PRIVMSG #a :hello world", null, "PRIVMSG", "#a|hello world")]
    [InlineData("privmsg #a hello", null, "PRIVMSG", "#a|hello")]
    [InlineData(":ann!a@h JOIN #a", "ann!a@h", "JOIN", "#a")]
    [InlineData("TOPIC #a :", null, "TOPIC", "#a|")]
    [InlineData("USER a 0 *  ::-)", null, "USER", "a|0|*|:-)")]
    [InlineData("  QUIT  ", null, "QUIT", "")]
    [InlineData("@a=b :s 001 n :Hi there", "s", "001", "n|Hi there")]
    [InlineData("FOO a:b c", null, "FOO", "a:b|c")]
    public void A_line_is_taken_apart(string line, string? source, string command, string parameters)
    {
        var message = Parse(line);
        Assert.Equal(source, message.Source);
        Assert.Equal(command, message.Command);
        Assert.Equal(parameters, string.Join('|', message.Parameters));
    }

    [Fact]
    public void Tags_are_unescaped_and_the_last_of_a_key_counts()
    {
        var tags = Parse(@"@a=x\:y\sz\\\r\n\bq\;b;+c/d=;e=1;e=2;=no X").Tags;
        Assert.Equal("x;y z\\\r\nbq", tags["a"]);
        Assert.Equal("", tags["b"]);
        Assert.Equal("", tags["+c/d"]);
        Assert.Equal("2", tags["e"]);
        Assert.Equal(4, tags.Count);
    }

    [Fact]
    public void Limits_hold_for_tags_and_for_the_rest()
    {
        Assert.Equal(IrcParseError.None, Error("PRIVMSG #a :" + new string('x', 498)));
        Assert.Equal(IrcParseError.TooLong, Error("PRIVMSG #a :" + new string('x', 499)));
        Assert.Equal(IrcParseError.None, Error("@" + new string('t', 4094) + " PING x"));
        Assert.Equal(IrcParseError.TooLong, Error("@" + new string('t', 4095) + " PING x"));
        Assert.Equal(IrcParseError.None, Error("@" + new string('t', 4094) + " PRIVMSG #a :" + new string('x', 498)));
    }

    [Fact]
    public void What_is_no_message_is_told_from_what_is_empty()
    {
        Assert.Equal(IrcParseError.Empty, Error(""));
        Assert.Equal(IrcParseError.Empty, Error("   "));
        Assert.Equal(IrcParseError.Malformed, Error("@a=b"));
        Assert.Equal(IrcParseError.Malformed, Error(":source"));
        Assert.Equal(IrcParseError.Malformed, Error("PRIVMSG a :b\0c"));
        Assert.Equal(IrcParseError.Malformed, Error("PRIVMSG a :b\rQUIT"));
        Assert.Equal(IrcParseError.NotUtf8, IrcParser.Parse([(byte)'A', (byte)' ', 0xFF], IrcLimits.ClientTags, out _));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var word = Gen.Elements("a", "#b", "x:y", "é", "1");
        var text = Gen.Elements("", ":", "a b", " x", "ö ü", "end ");
        var value = Gen.Elements("", ";", "a b", "\\", "\r\n", "é");
        Prop.ForAll(Gen.Zip(Gen.ListOf(word), text).ToArbitrary(), Gen.ListOf(value).ToArbitrary(), (line, values) =>
        {
            var tags = new StringBuilder();
            var expected = new Dictionary<string, string>();
            foreach (var one in values)
            {
                MessageTags.Append(tags, $"k{expected.Count}", one);
                expected[$"k{expected.Count}"] = one;
            }

            var octets = IrcLine.Format(tags.ToString(), "s!u@h", "CMD", line.Item1.ToArray(), line.Item2);
            Assert.Equal(IrcParseError.None, IrcParser.Parse(octets.AsSpan(0, octets.Length - 2), IrcLimits.AllTags, out var message));
            Assert.Equal("s", message!.SourceNick);
            Assert.Equal([.. line.Item1, line.Item2], message.Parameters);
            Assert.Equal(expected, message.Tags);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Random_and_damaged_lines_are_parsed_without_an_exception()
    {
        var inputs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        var seeds = new[] { "@a=b;c :n!u@h PRIVMSG #a,#b :hello", "MODE #a +ovb-k a b c d", "CAP REQ :a b", "AUTHENTICATE " + new string('A', 400), ":s 005 n A=1 B :x" }.Select(Encoding.UTF8.GetBytes).ToArray();
        var random = new Random(6667);
        var good = 0;
        for (var i = 0; i < inputs; i++)
        {
            var line = (byte[])seeds[random.Next(seeds.Length)].Clone();
            if (random.Next(3) == 0)
            {
                line = new byte[random.Next(80)];
                random.NextBytes(line);
            }

            for (var changes = random.Next(4); changes > 0 && line.Length > 0; changes--)
            {
                line[random.Next(line.Length)] = (byte)" :@;=\\\0\r\n,#+"[random.Next(12)];
            }

            if (IrcParser.Parse(line, IrcLimits.ClientTags, out var message) == IrcParseError.None)
            {
                good++;
                Assert.NotEmpty(message!.Command);
                Assert.DoesNotContain(' ', message.Command);

                // Read again after being written: the same, or cut.
                var again = IrcLine.Format("", message.Source, message.Command, message.Parameters.SkipLast(1).ToArray(), message.Parameters.Count > 0 ? message.Last : null);
                Assert.InRange(again.Length, 3, 512);
            }

            Mask.Matches(Encoding.Latin1.GetString(line), Encoding.Latin1.GetString(seeds[0]));
            ModeString.Parse(Encoding.Latin1.GetString(line), ["a", "b"], static (_, _) => true, 12);
            HistoryLine.Parse(line);
        }

        Assert.InRange(good, inputs / 10, inputs - (inputs / 20));
    }

    static IrcMessage Parse(string line)
    {
        Assert.Equal(IrcParseError.None, IrcParser.Parse(Encoding.UTF8.GetBytes(line), IrcLimits.ClientTags, out var message));
        return message!;
    }

    static IrcParseError Error(string line) => IrcParser.Parse(Encoding.UTF8.GetBytes(line), IrcLimits.ClientTags, out _);
}
