using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

/// <summary>Properties of the pure part, and any bytes at all. A failure prints what repeats it.</summary>
public class RpcWireProperties
{
    static readonly int Inputs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;

    [Fact]
    public void Messages_come_out_as_they_went_in_however_the_stream_is_cut() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Cases(), sample =>
        {
            var (documents, headers, seed) = sample;
            var texts = documents.Select(document => Write(document, seed)).ToList();
            var stream = Encoding.UTF8.GetBytes(string.Concat(texts.Select((text, index) => headers ? RpcExchange.WithHeader(text) : text + Separator(seed + index))));
            var random = new Random(seed);
            var pieces = new List<byte[]>();
            for (var at = 0; at < stream.Length;)
            {
                var length = Math.Min(stream.Length - at, 1 + random.Next(random.Next(2) == 0 ? 3 : 200));
                pieces.Add(stream[at..(at + length)]);
                at += length;
            }

            Assert.Equal(string.Join(' ', texts), RpcFrameDecoderTests.Decode(pieces));
        }));

    [Fact]
    public void The_scanner_agrees_with_the_JSON_reader_about_where_a_text_ends_and_never_refuses_one_that_is_whole()
    {
        var (whole, broken) = (0, 0);
        var random = new Random(11);
        for (var i = 0; i < Inputs; i++)
        {
            var text = Damage(random, Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]));
            var scan = new RpcJsonScanner(64).Scan(text, out var used);
            var isWhole = IsWhole(text);
            if (isWhole)
            {
                // A number at the end could go on: nothing but what follows tells.
                Assert.True(scan == RpcScan.End ? text[used..].AsSpan().Trim(" \t\r\n"u8).IsEmpty : new RpcJsonScanner(64).Scan([.. text, (byte)' '], out _) == RpcScan.End, Convert.ToHexString(text));
            }
            else if (scan == RpcScan.Broken)
            {
                // No longer text with the same beginning can be JSON.
                Assert.False(IsWhole(text[..used]) && used == text.Length, Convert.ToHexString(text));
            }

            whole += isWhole ? 1 : 0;
            broken += isWhole ? 0 : 1;
        }

        Assert.InRange(whole, Inputs / 20, Inputs);
        Assert.InRange(broken, Inputs / 20, Inputs);
    }

    [Fact]
    public void Any_bytes_are_taken_without_an_exception_and_the_decoder_always_moves_on()
    {
        Parallel.For(0, 4, part =>
        {
            var random = new Random(part);
            var limits = new RpcLimits { MaxMessageBytes = 300, MaxHeaderBytes = 120, MaxDepth = 8, MaxBatch = 4 };
            var messages = new List<RpcMessage>();
            for (var i = 0; i < Inputs / 4; i++)
            {
                var stream = Noise(random);
                var decoder = new RpcFrameDecoder(limits);
                try
                {
                    for (var at = 0; at < stream.Length;)
                    {
                        var length = Math.Min(stream.Length - at, 1 + random.Next(64));
                        var input = new ReadOnlySequence<byte>(stream, at, length);
                        var steps = 0;
                        while (decoder.Read(ref input) is { Kind: not RpcFrameKind.None } frame)
                        {
                            Assert.InRange(++steps, 0, length + 1);
                            Assert.InRange(frame.Bytes.Length, 0, limits.MaxMessageBytes);
                            if (frame.Kind == RpcFrameKind.Message)
                            {
                                var document = RpcMessageReader.Read(frame.Bytes, limits, messages);
                                Assert.InRange(messages.Count, document is RpcDocument.One or RpcDocument.Batch ? 1 : 0, limits.MaxBatch);
                            }
                        }

                        Assert.True(input.IsEmpty);
                        at += length;
                    }

                    decoder.End();
                    decoder.Release();
                }
                catch (Exception error) when (error is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"part {part}, input {i}, {Convert.ToHexString(stream)}: {error}");
                }
            }
        });
    }

    static readonly string[] Seeds =
    [
        """{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}""",
        """[{"jsonrpc":"2.0","method":"a","params":{"x":[1,2,{"y":null}]},"id":"\u0041\""},1,[],{}]""",
        """{"jsonrpc":"2.0","result":{"a":[true,false,-1.5e-7]},"id":null}""",
        " [ 1 , \"\\\\\" , {\"\":\"\"} ] ",
        "12", "\"x\"", "true", "[[[[]]]]", "{\"a\":{\"b\":{\"c\":[]}}}",
    ];

    static byte[] Damage(Random random, byte[] text)
    {
        for (var changes = random.Next(3); changes > 0 && text.Length > 0; changes--)
        {
            var at = random.Next(text.Length);
            text = random.Next(4) switch
            {
                0 => [.. text[..at], .. text[(at + 1)..]],
                1 => [.. text[..at], "{}[]:,\" \n1ae\\"u8[random.Next(13)], .. text[at..]],
                2 => text[..at],
                _ => [.. text[..at], (byte)random.Next(256), .. text[(at + 1)..]],
            };
        }

        return text;
    }

    static byte[] Noise(Random random)
    {
        var stream = new List<byte>();
        var headers = random.Next(2) == 0;
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            var text = Damage(random, Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]));
            stream.AddRange(headers ? Damage(random, Encoding.ASCII.GetBytes($"Content-Length: {text.Length}\r\n\r\n")) : []);
            stream.AddRange(text);
            stream.AddRange(random.Next(3) == 0 ? "\n"u8 : []);
        }

        if (random.Next(8) == 0)
        {
            var noise = new byte[random.Next(100)];
            random.NextBytes(noise);
            stream.AddRange(noise);
        }

        return [.. stream];
    }

    static bool IsWhole(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
            }

            return reader.BytesConsumed > 0 && reader.TokenType != JsonTokenType.None;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static string Write(JsonNode document, int seed) => document.ToJsonString(new JsonSerializerOptions { WriteIndented = seed % 3 == 0 });

    static string Separator(int seed) => (seed % 3) switch { 0 => "\n", 1 => "", _ => " \r\n\r\n" };

    static Arbitrary<(List<JsonNode> Documents, bool Headers, int Seed)> Cases()
    {
        var text = ArbMap.Default.GeneratorFor<string>().Select(value => JsonValue.Create(value ?? "")!);
        var leaf = Gen.OneOf(text.Select(value => (JsonNode)value), ArbMap.Default.GeneratorFor<int>().Select(value => (JsonNode)JsonValue.Create(value)), Gen.Constant(0).Select(_ => (JsonNode)JsonValue.Create(true)));
        Gen<JsonNode> Node(int depth) => depth == 0 ? leaf : Gen.OneOf(
            leaf,
            Gen.ListOf(Node(depth - 1)).Select(items => (JsonNode)new JsonArray([.. items.Take(4).Select(item => item.DeepClone())])),
            Gen.ListOf(Node(depth - 1)).Select(items => (JsonNode)new JsonObject(items.Take(4).Select((item, index) => KeyValuePair.Create($"k\"{index}", (JsonNode?)item.DeepClone())))));
        var container = Gen.ListOf(Node(3)).Select(items => (JsonNode)new JsonArray([.. items.Take(5).Select(item => item.DeepClone())]));
        var cases = from documents in Gen.ListOf(container)
                    from headers in ArbMap.Default.GeneratorFor<bool>()
                    from seed in Gen.Choose(0, 1_000_000)
                    select (documents.Take(6).ToList(), headers, seed);
        return cases.ToArbitrary();
    }
}
