using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests.Layers;

public class WebSocketProperties
{
    /// <summary>PATCHBAY_FUZZ=1000000 makes these properties a long fuzzing run.</summary>
    static readonly Config Many = Config.QuickThrowOnFailure
        .WithMaxTest(int.TryParse(Environment.GetEnvironmentVariable("PATCHBAY_FUZZ"), out var count) ? count : 5_000)
        .WithQuietOnSuccess(true);

    static readonly Gen<byte[]> Payload = Gen.OneOf(
        Gen.Elements("", "a", "grüße ✓", "😀", new string('x', 130)).Select(Encoding.UTF8.GetBytes),
        Gen.Choose(0, 255).Select(static octet => (byte)octet).ArrayOf(),
        Gen.Choose(0, 5000).Select(static octet => WebSocketWire.Close(octet, "ü")));

    // Mostly frames that may be, so that the reader gets further than the first.
    static readonly Gen<int> FirstOctet = Gen.OneOf(Gen.Elements(0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x88, 0x89, 0x8A, 0x8B), Gen.Elements(0x81, 0x82, 0x01, 0x00, 0x80), Gen.Choose(0, 255));

    static readonly Gen<(byte[] Octets, bool FromClient, int[] Cuts)> Wires =
        from fromClient in Gen.Elements(true, false)
        from frames in (from first in FirstOctet from payload in Payload select fromClient ? WebSocketWire.Masked(first, payload) : WebSocketWire.Plain(first, payload)).ListOf()
        from damage in Gen.Choose(-200, 200)
        from cuts in Gen.Choose(1, 9).NonEmptyListOf()
        select (Damage([.. frames.SelectMany(static frame => frame)], damage), fromClient, cuts.ToArray());

    [Fact]
    public void What_a_reader_sees_does_not_depend_on_where_the_octets_are_cut() =>
        Prop.ForAll(Wires.ToArbitrary(), static wire =>
            WebSocketWire.Read(wire.Octets, wire.FromClient, halfClose: true, maxMessage: 300) == WebSocketWire.Read(wire.Octets, wire.FromClient, halfClose: true, maxMessage: 300, wire.Cuts))
        .Check(Many);

    [Fact]
    public void The_generated_wires_reach_every_event()
    {
        var seen = string.Join('\n', Wires.Sample(3_000).Select(static wire => WebSocketWire.Read(wire.Octets, wire.FromClient, halfClose: true)));
        Assert.All(["[grüße ✓] ", "ping(", "pong(", "finish ", "close 1", "failed 1002", "failed 1007"], part => Assert.Contains(part, seen, StringComparison.Ordinal));
    }

    [Fact]
    public void Masking_twice_gives_the_payload_back_from_any_offset() =>
        Prop.ForAll((from payload in Payload from key in Gen.Choose(int.MinValue, int.MaxValue) from cut in Gen.Choose(0, 300) select (payload, (uint)key, cut)).ToArbitrary(), static one =>
        {
            var (payload, key, at) = (one.payload, one.Item2, Math.Min(one.cut, one.payload.Length));
            var masked = new byte[payload.Length];
            WebSocketMask.Apply(payload.AsSpan(..at), masked, key, 0);
            WebSocketMask.Apply(payload.AsSpan(at..), masked.AsSpan(at), key, at);
            var same = masked.Select((octet, i) => octet == (payload[i] ^ (byte)(key >> (8 * (3 - (i % 4)))))).All(static good => good);
            WebSocketMask.Apply(masked, masked, key, 0);
            return same && masked.SequenceEqual(payload);
        })
        .Check(Many);

    [Fact]
    public void Text_in_pieces_is_good_exactly_when_the_whole_is() =>
        Prop.ForAll((from pieces in Texts.ListOf() select pieces.ToArray()).ToArbitrary(), static pieces =>
        {
            var validator = default(Utf8Validator);
            var good = pieces.All(piece => validator.Feed(piece)) && validator.IsWhole;
            return good == System.Text.Unicode.Utf8.IsValid(pieces.SelectMany(static piece => piece).ToArray());
        })
        .Check(Many);

    /// <summary>Characters, cut and whole, and octets that are none.</summary>
    static readonly Gen<byte[]> Texts =
        from text in Gen.Elements("a", "ü", "✓", "😀", "\u07FF", "\uFFFD", "ab😀c")
        from start in Gen.Choose(0, 3)
        from length in Gen.Choose(0, 8)
        from rest in Gen.Frequency((20, Gen.Constant<byte[]>([])), (1, Gen.Elements<byte[]>([0xC0], [0xED, 0xA0], [0xF5], [0x80])))
        select (byte[])[.. Encoding.UTF8.GetBytes(text).Skip(start == 3 ? 1 : 0).Take(length), .. rest];

    static byte[] Damage(byte[] octets, int at)
    {
        if (at >= 0 && at < octets.Length)
        {
            octets[at] ^= 0x41;
        }

        return octets;
    }
}
