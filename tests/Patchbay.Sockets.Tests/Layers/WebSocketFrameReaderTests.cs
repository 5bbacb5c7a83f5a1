using System.Text;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>The framing, case group by case group as the Autobahn test suite has them.</summary>
public class WebSocketFrameReaderTests
{
    const int Text = 0x81, TextPart = 0x01, Binary = 0x82, BinaryPart = 0x02, More = 0x00, Last = 0x80, CloseFrame = 0x88, Ping = 0x89, Pong = 0x8A, Finish = 0x8B;

    [Fact]
    public void The_examples_of_the_RFC_are_read()
    {
        // RFC 6455 section 5.7.
        Assert.Equal("[Hello] ", WebSocketWire.Read([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]));
        Assert.Equal("[Hello] ", WebSocketWire.Read([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58], fromClient: true));
        Assert.Equal("[Hello] ", WebSocketWire.Read([0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f]));
        Assert.Equal("ping(Hello) ", WebSocketWire.Read([0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]));
        Assert.Equal("pong(Hello) ", WebSocketWire.Read([0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58], fromClient: true));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(125), InlineData(126), InlineData(127), InlineData(128), InlineData(65535), InlineData(65536), InlineData(200_000)]
    public void A_message_of_every_form_of_length_comes_whole_wherever_it_is_cut(int length)
    {
        var payload = new byte[length];
        Array.Fill(payload, (byte)'*');
        var expected = length > 40 ? $"[{length} bytes] " : $"[{new string('*', length)}] ";
        foreach (var cut in new[] { 1, 2, 3, 997, 70_000 })
        {
            Assert.Equal(expected, WebSocketWire.Read(WebSocketWire.Plain(Binary, payload), cuts: cut));
            Assert.Equal(expected, WebSocketWire.Read(WebSocketWire.Masked(Text, payload), fromClient: true, cuts: cut));
        }
    }

    [Fact]
    public void Control_frames_come_between_the_fragments_of_a_message()
    {
        var octets = Join(WebSocketWire.Plain(TextPart, "one "u8), WebSocketWire.Plain(Ping, "a"u8), WebSocketWire.Plain(More, ""u8), WebSocketWire.Plain(More, "two "u8), WebSocketWire.Plain(Pong, "b"u8), WebSocketWire.Plain(Last, "three"u8), WebSocketWire.Plain(Binary, "next"u8));
        Assert.Equal("ping(a) pong(b) [one two three] [next] ", WebSocketWire.Read(octets));
        Assert.Equal("ping(a) pong(b) [one two three] [next] ", WebSocketWire.Read(octets, cuts: 1));
    }

    [Fact]
    public void A_hundred_thousand_empty_fragments_are_one_message_and_no_stack() =>
        Assert.Equal("[] ", WebSocketWire.Read(Join([WebSocketWire.Plain(BinaryPart, ""u8), .. Enumerable.Repeat(WebSocketWire.Plain(More, ""u8), 100_000), WebSocketWire.Plain(Last, ""u8)])));

    [Theory]
    [InlineData(0xC1, "a reserved bit is set, and no extension gives it a meaning")]
    [InlineData(0xA1, "a reserved bit is set, and no extension gives it a meaning")]
    [InlineData(0x91, "a reserved bit is set, and no extension gives it a meaning")]
    [InlineData(0x83, "opcode 3 is reserved")]
    [InlineData(0x87, "opcode 7 is reserved")]
    [InlineData(0x8B, "opcode 11 is reserved")]
    [InlineData(0x8F, "opcode 15 is reserved")]
    [InlineData(0x09, "a control frame is fragmented")]
    [InlineData(0x80, "a continuation frame continues nothing")]
    [InlineData(0x00, "a continuation frame continues nothing")]
    public void A_first_octet_that_may_not_be_fails_with_1002_and_the_frames_before_it_count(int firstOctet, string failure)
    {
        var octets = Join(WebSocketWire.Plain(Text, "before"u8), WebSocketWire.Plain(firstOctet, "x"u8), WebSocketWire.Plain(Text, "after"u8));
        Assert.Equal($"[before] failed 1002: {failure}", WebSocketWire.Read(octets));
        Assert.Equal($"[before] failed 1002: {failure}", WebSocketWire.Read(octets, cuts: 1));
    }

    [Fact]
    public void A_new_message_inside_a_fragmented_one_fails() =>
        Assert.Equal("failed 1002: a new message begins inside a fragmented one", WebSocketWire.Read(Join(WebSocketWire.Plain(TextPart, "a"u8), WebSocketWire.Plain(Text, "b"u8))));

    [Fact]
    public void Both_sides_must_mask_as_their_role_demands()
    {
        Assert.Equal("failed 1002: a client's frame is not masked", WebSocketWire.Read(WebSocketWire.Plain(Text, "x"u8), fromClient: true));
        Assert.Equal("failed 1002: a server's frame is masked", WebSocketWire.Read(WebSocketWire.Masked(Text, "x"u8)));
    }

    [Theory]
    [InlineData(new byte[] { 0x82, 126, 0, 125 }, "a frame's length is not in its shortest form")]
    [InlineData(new byte[] { 0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF }, "a frame's length is not in its shortest form")]
    [InlineData(new byte[] { 0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0 }, "a frame's length has its highest bit set")]
    [InlineData(new byte[] { 0x89, 126, 0, 126 }, "a control frame is longer than 125 bytes")]
    public void A_length_that_may_not_be_fails_with_1002(byte[] head, string failure) => Assert.Equal($"failed 1002: {failure}", WebSocketWire.Read(head));

    [Fact]
    public void The_longest_length_is_only_a_promise_and_costs_nothing() =>
        Assert.Equal("[abc", WebSocketWire.Read([0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. "abc"u8]));

    [Fact]
    public void A_message_over_the_limit_fails_with_1009_also_as_the_sum_of_its_fragments()
    {
        Assert.Equal("[12345] ", WebSocketWire.Read(WebSocketWire.Plain(Binary, "12345"u8), maxMessage: 5));
        Assert.Equal("failed 1009: a message is longer than 5 bytes", WebSocketWire.Read(WebSocketWire.Plain(Binary, "123456"u8), maxMessage: 5));
        Assert.Equal("failed 1009: a message is longer than 5 bytes", WebSocketWire.Read(Join(WebSocketWire.Plain(BinaryPart, "123"u8), WebSocketWire.Plain(Last, "456"u8)), maxMessage: 5));
        Assert.Equal("[123] [456] ", WebSocketWire.Read(Join(WebSocketWire.Plain(Binary, "123"u8), WebSocketWire.Plain(Binary, "456"u8)), maxMessage: 5));
    }

    [Fact]
    public void Text_is_checked_across_fragments_and_fails_with_1007_at_the_first_bad_octet()
    {
        var word = Encoding.UTF8.GetBytes("κόσμε✓😀");
        Assert.Equal("[κόσμε✓😀] ", WebSocketWire.Read(Join([WebSocketWire.Plain(TextPart, ""u8), .. word.Select(octet => WebSocketWire.Plain(More, [octet])), WebSocketWire.Plain(Last, ""u8)])));
        Assert.Equal("failed 1007: a text message ends inside a character", WebSocketWire.Read(WebSocketWire.Plain(Text, word.AsSpan(..^1))));
        Assert.Equal("[κόσμε] ", WebSocketWire.Read(WebSocketWire.Plain(Binary, Encoding.UTF8.GetBytes("κόσμε"))));

        // A surrogate: known to be bad at its second octet, long before the frame is whole.
        Assert.Equal("failed 1007: a text message is not UTF-8", WebSocketWire.Read([0x81, 100, 0xED, 0xA0], cuts: 1));
    }

    [Theory]
    [InlineData(1000), InlineData(1001), InlineData(1002), InlineData(1003), InlineData(1007), InlineData(1011), InlineData(1014), InlineData(3000), InlineData(4999)]
    public void Every_code_that_may_be_sent_is_taken(int code) =>
        Assert.Equal($"close {code} why", WebSocketWire.Read(Join(WebSocketWire.Plain(CloseFrame, WebSocketWire.Close(code, "why")), WebSocketWire.Plain(Text, "after"u8))));

    [Theory]
    [InlineData(0), InlineData(999), InlineData(1004), InlineData(1005), InlineData(1006), InlineData(1015), InlineData(1016), InlineData(2999), InlineData(5000), InlineData(65535)]
    public void Every_code_that_may_not_be_sent_fails_with_1002(int code) =>
        Assert.Equal($"failed 1002: a Close frame has code {code}", WebSocketWire.Read(WebSocketWire.Plain(CloseFrame, WebSocketWire.Close(code))));

    [Fact]
    public void A_Close_may_be_empty_and_not_of_one_octet_and_its_reason_is_UTF8()
    {
        Assert.Equal("close 1005 ", WebSocketWire.Read(WebSocketWire.Plain(CloseFrame, ""u8)));
        Assert.Equal("failed 1002: a Close frame has one byte", WebSocketWire.Read(WebSocketWire.Plain(CloseFrame, [3])));
        Assert.Equal("failed 1007: the reason of a Close frame is not UTF-8", WebSocketWire.Read(WebSocketWire.Plain(CloseFrame, [3, 232, 0xFF])));
        Assert.Equal($"close 1000 {new string('x', 123)}", WebSocketWire.Read(WebSocketWire.Plain(CloseFrame, WebSocketWire.Close(1000, new string('x', 123)))));
        Assert.Equal("close 1000 a\uFFFDb", WebSocketWire.Read(WebSocketWire.Plain(CloseFrame, WebSocketWire.Close(1000, "a\u001bb"))));
    }

    [Fact]
    public void Finish_ends_messages_and_not_control_frames_where_it_was_agreed()
    {
        var octets = Join(WebSocketWire.Plain(Binary, "all"u8), WebSocketWire.Plain(Finish, ""u8), WebSocketWire.Plain(Ping, "p"u8), WebSocketWire.Plain(CloseFrame, WebSocketWire.Close(1000)));
        Assert.Equal("[all] finish ping(p) close 1000 ", WebSocketWire.Read(octets, halfClose: true));
        Assert.Equal("[all] failed 1002: opcode 11 is reserved", WebSocketWire.Read(octets));
        Assert.Equal("finish failed 1002: a message follows the end of messages", WebSocketWire.Read(Join(WebSocketWire.Plain(Finish, ""u8), WebSocketWire.Plain(Binary, "x"u8)), halfClose: true));
        Assert.Equal("failed 1002: the end of messages stands inside a message", WebSocketWire.Read(Join(WebSocketWire.Plain(BinaryPart, "x"u8), WebSocketWire.Plain(Finish, ""u8)), halfClose: true));
    }

    static byte[] Join(params IEnumerable<byte[]> frames) => [.. frames.SelectMany(static frame => frame)];
}
