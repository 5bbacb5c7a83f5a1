using System.Buffers;
using System.Text;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

public class RpcFrameDecoderTests
{
    [Theory]
    [InlineData("{\"a\":1}\n", "{\"a\":1}")]
    [InlineData(" \r\n\t{}", "{}")]
    [InlineData("{}{}[]", "{} {} []")]
    [InlineData("{\n  \"a\": [1,\n 2]\n}\n{}", "{\n  \"a\": [1,\n 2]\n} {}")]
    [InlineData("[\"}]\\\"\"] {\"\\\\\":null}", "[\"}]\\\"\"] {\"\\\\\":null}")]
    [InlineData("[] 12 \"x\" true [-1e5]", "[] 12 \"x\" true [-1e5]")]
    [InlineData("Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]", "{} [1]")]
    [InlineData("content-length:2\n\n{}\r\n\r\nCONTENT-LENGTH: 2\r\n\r\n[]", "{} []")]
    [InlineData("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}", "{}")]
    [InlineData("Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\nX-Other: yes\r\n\r\n{}", "{}")]
    [InlineData("Content-Length: 0\r\n\r\nContent-Length: 2\r\n\r\n[]", " []")]
    [InlineData("[1}\n{}", "! {}")]
    [InlineData("[] {\"a\n{}\n[2]", "[] ! {} [2]")]
    [InlineData("{\"a\" 1} {}\n{}", "! {}")]
    [InlineData("{\"a\":1\n{\"b\":2}\n[3]", "! [3]")]
    [InlineData("{\"a\":1,}\n[]", "! []")]
    [InlineData("[,1]\n[]", "! []")]
    [InlineData("[1,]\n[]", "! []")]
    [InlineData("[1 2]\n[]", "! []")]
    [InlineData("{1:2}\n[]", "! []")]
    [InlineData("{} x:\n[]", "{} x ! []")]
    [InlineData("{", "lost")]
    [InlineData("[] 12", "[] 12")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n{}", "lost")]
    [InlineData("POST / HTTP/1.1\n\n{\"jsonrpc\":\"2.0\",\"method\":\"node.stop\",\"id\":1}\n", "lost")]
    [InlineData("\uFEFF{}", "lost")]
    [InlineData("Content-Type: x\r\n\r\n{}", "lost: a header block without Content-Length")]
    [InlineData("Content-Length: +2\r\n\r\n{}", "lost: a Content-Length that is no number")]
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "lost: two values of Content-Length")]
    [InlineData("Content-Length 2\r\n\r\n{}", "lost: a header line without a name")]
    [InlineData("Content-Type: a; charset=latin1\r\nContent-Length: 2\r\n\r\n{}", "lost: a charset that is not utf-8")]
    [InlineData("Content-Length: 16777217\r\n\r\n{", "lost: a message of more than 16777216 bytes")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n{", "lost: a message of more than 16777216 bytes")]
    [InlineData("Content-Length: 5\r\n\r\n{}", "lost")]
    public void Messages_are_cut_out_of_the_stream_whole_and_at_every_split(string stream, string found)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        Assert.Equal(found, Decode([bytes]));
        Assert.Equal(found, Decode([.. bytes.Select(value => new[] { value })]));
        for (var i = 1; i < bytes.Length; i++)
        {
            Assert.Equal(found, Decode([bytes[..i], bytes[i..]]));
            Assert.Equal(found, DecodeAsOneSequence(bytes[..i], [], bytes[i..]));
        }
    }

    [Fact]
    public void A_nesting_of_100_000_is_an_error_and_the_next_line_is_read()
    {
        var stream = Encoding.ASCII.GetBytes(new string('[', 100_000) + new string(']', 100_000) + "\n[]");
        Assert.Equal("!: nested deeper than 64 []", Decode([stream]));
        Assert.Equal("!: nested deeper than 64 []", Decode([.. stream.Chunk(4096)]));
    }

    [Fact]
    public void A_header_line_without_an_end_is_given_up_at_the_limit()
    {
        var line = Encoding.ASCII.GetBytes("Content-" + new string('x', 5000));
        Assert.Equal("lost: a header block of more than 4096 bytes", Decode([line]));
        Assert.Equal("lost: a header block of more than 4096 bytes", Decode([.. line.Chunk(1)]));
        Assert.Equal("lost: a header block of more than 4096 bytes", Decode([Encoding.ASCII.GetBytes("Content-Length: 2\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 1000)))]));
    }

    [Fact]
    public void A_text_longer_than_a_message_may_be_is_given_up_and_memory_follows_what_came()
    {
        var limits = new RpcLimits { MaxMessageBytes = 1000 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("lost: a message of more than 1000 bytes", Decode([Encoding.ASCII.GetBytes("[\"" + new string('x', 2000))], limits));
        Assert.Equal("lost: a message of more than 1000 bytes", Decode([.. Encoding.ASCII.GetBytes("[\"" + new string('x', 2000)).Chunk(7)], limits));
        Assert.Equal("! lost: a broken message without an end", Decode([Encoding.ASCII.GetBytes("[}" + new string('x', 2000))], limits));
        Assert.Equal("", Decode([Encoding.ASCII.GetBytes("Content-Length: 16777216\r\n\r\n{")], end: false));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    internal static string Decode(IEnumerable<byte[]> pieces, RpcLimits? limits = null, bool end = true)
    {
        var decoder = new RpcFrameDecoder(limits ?? RpcLimits.Default);
        var found = new List<string>();
        foreach (var piece in pieces)
        {
            var input = new ReadOnlySequence<byte>(piece);
            Drain(decoder, ref input, found);
            Assert.True(input.IsEmpty);
        }

        if (end)
        {
            Add(found, decoder.End());
        }

        decoder.Release();
        return string.Join(' ', found);
    }

    static string DecodeAsOneSequence(params byte[][] pieces)
    {
        var first = new Segment(pieces[0]);
        var last = first;
        foreach (var piece in pieces[1..])
        {
            last = last.Append(piece);
        }

        var decoder = new RpcFrameDecoder(RpcLimits.Default);
        var found = new List<string>();
        var input = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        Drain(decoder, ref input, found);
        Add(found, decoder.End());
        return string.Join(' ', found);
    }

    static void Drain(RpcFrameDecoder decoder, ref ReadOnlySequence<byte> input, List<string> found)
    {
        while (decoder.Read(ref input) is { Kind: not RpcFrameKind.None } frame)
        {
            Add(found, frame);
        }
    }

    static void Add(List<string> found, RpcFrame frame)
    {
        if (frame.Kind != RpcFrameKind.None)
        {
            var word = frame.Kind switch { RpcFrameKind.Message => Encoding.UTF8.GetString(frame.Bytes.Span), RpcFrameKind.Error => "!", _ => "lost" };
            found.Add(frame.Reason is null ? word : $"{word}: {frame.Reason}");
        }
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes) => Memory = bytes;

        public Segment Append(byte[] bytes)
        {
            var next = new Segment(bytes) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
