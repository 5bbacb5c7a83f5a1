using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Observation.Tests.Lab;

public class StepParserTests
{
    [Fact]
    public void Each_call_is_read()
    {
        Assert.Equal(new StepCommand(StepVerb.Socket) { Made = "a", Kind = LabSocketKind.Udp6 }, StepParser.Parse("a = socket udp6"));
        Assert.Equal(new StepCommand(StepVerb.Bind) { Socket = "a", Address = new IPEndPoint(IPAddress.IPv6Loopback, 80) }, StepParser.Parse("bind a [::1]:80"));
        Assert.Equal(new StepCommand(StepVerb.Connect) { Socket = "c", AddressOf = "a" }, StepParser.Parse("connect c a # to the listener"));
        Assert.Equal(new StepCommand(StepVerb.Accept) { Socket = "a", Made = "b", Limit = TimeSpan.FromSeconds(2) }, StepParser.Parse("b = accept a wait 2s"));
        Assert.Equal((StepVerb.Listen, StepParser.DefaultBacklog), StepParser.Parse("listen a") is { } listen ? (listen.Verb, listen.Number) : default);
        Assert.Equal("a\n\"#\x01é"u8.ToArray(), StepParser.Parse("""send c "a\n\"#\x01é" """)!.Bytes.ToArray());
        Assert.Equal(100_000, StepParser.Parse("send c 100000")!.Bytes.Length);
        Assert.Equal("hello"u8.ToArray(), StepParser.Parse("send c hello")!.Bytes.ToArray());
        Assert.Equal(1, StepParser.Parse("shutdown c write")!.Number);
        Assert.Equal("TCP_NODELAY", StepParser.Parse("setsockopt c tcp_nodelay 1")!.Option!.Name);
        Assert.Equal(TimeSpan.FromMilliseconds(500), StepParser.Parse("wait 500ms")!.Limit);
        Assert.Null(StepParser.Parse("   # only a remark"));
        Assert.Null(StepParser.Parse(""));
    }

    [Theory]
    [InlineData("bnid a 127.0.0.1:1", "'bnid' is no call", "Did you mean 'bind'?")]
    [InlineData("socket tcp", "the socket that socket makes needs a name", "`a = socket tcp`")]
    [InlineData("x = close a", "close makes no socket", "accept")]
    [InlineData("a = socket sctp", "'sctp' is no kind of socket", "udp6")]
    [InlineData("a = socket 3", "'3' is no kind of socket", "tcp")]
    [InlineData("bind a 127.0.0.1", "'127.0.0.1' is no address", "127.0.0.1:6666")]
    [InlineData("bind a ::1:80", "'::1:80' is no address", "[::1]")]
    [InlineData("bind a 127.0.0.1:70000", "is no address", "For example")]
    [InlineData("listen a many", "'many' is no number", "It goes from")]
    [InlineData("send c hello world", "'world' is one word too many", "quoted")]
    [InlineData("send c \"hello", "does not end", "Put a \"")]
    [InlineData("send c \"\\q\"", "begins nothing known", "\\xHH")]
    [InlineData("send c 99999999", "no number that fits", "16777216")]
    [InlineData("shutdown c up", "'up' is no direction", "write")]
    [InlineData("getsockopt c SO_RCVBUFF", "there is no option", "Did you mean 'SO_RCVBUF'?")]
    [InlineData("wait 2h", "is no time to wait", "at most 1m")]
    [InlineData("close", "a socket is missing", "help")]
    [InlineData("close 1a", "is no name", "begins with a letter")]
    public void A_mistake_is_told_with_a_hint(string line, string message, string hint)
    {
        var error = Assert.Throws<StepFormatException>(() => StepParser.Parse(line));
        Assert.Contains(message, error.Message);
        Assert.Contains(hint, error.Hint);
    }

    [Fact]
    public void Any_bytes_survive_quoting() => Prop.ForAll(Gen.Choose(0, 255).ListOf().Select(static list => list.Select(static one => (byte)one).ToArray()).ToArbitrary(), static bytes =>
    {
        var quoted = string.Concat(bytes.Select(static one => $"\\x{one:x2}"));
        return StepParser.Parse($"send c \"{quoted}\"")!.Bytes.ToArray().AsSpan().SequenceEqual(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_line_breaks_the_parser()
    {
        var count = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        var random = new Random(20);
        string[] seeds = ["a = socket tcp", "bind a 127.0.0.1:0", "b = accept a wait 2s", "connect c [::1]:80", "send c \"hello\\n\\x00\"", "setsockopt a SO_RCVBUF 4096", "sendto u a \"x\"", "shutdown c write", "recv c 99", "wait 1m", "help bind"];
        var (read, refused) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var line = Mutate(random, seeds[random.Next(seeds.Length)], seeds);
            try
            {
                read += StepParser.Parse(line) is null ? 0 : 1;
            }
            catch (StepFormatException error)
            {
                Assert.NotEqual("", error.Hint);
                refused++;
            }
        }

        Assert.True(read > count / 20 && refused > count / 20, $"{read} read, {refused} refused");
    }

    static string Mutate(Random random, string line, string[] seeds)
    {
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(line.Length + 1);
            line = random.Next(4) switch
            {
                0 => line.Insert(at, ((char)random.Next(1, 0x300)).ToString()),
                1 when at < line.Length => line.Remove(at, 1),
                2 => line[..at] + seeds[random.Next(seeds.Length)],
                _ => line.Insert(at, " \"\\=#:\0\ud800"[random.Next(8)].ToString()),
            };
        }

        return line;
    }
}
