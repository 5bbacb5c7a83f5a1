using System.Globalization;

namespace Patchbay.Probing;

/// <summary>SNMP version 3: the report that answers a discovery of the engine (RFC 3414 section 4). No community is guessed for it.</summary>
static class SnmpAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        var message = new AnswerReader(Inside(answer, 0x30, out _));
        var version = Inside(message.Rest, 2, out var rest);
        if (version is not [3])
        {
            return null;
        }

        // HeaderData, then the security parameters of the user-based model: an octet string around a sequence.
        Inside(rest, 0x30, out rest);
        var security = Inside(Inside(rest, 4, out _), 0x30, out _);
        var engine = Inside(security, 4, out rest);
        if (engine.Length is < 5 or > 32)
        {
            return null;
        }

        var (boots, time) = (Number(Inside(rest, 2, out rest)), Number(Inside(rest, 2, out _)));
        // RFC 3411 section 5: the first bit set, then IANA's number of the enterprise.
        var enterprise = new AnswerReader(engine).U32() & 0x7fffffff;
        var up = TimeSpan.FromSeconds(time);
        return new Recognition("snmp", ServiceEvidence.Handshake).Says($"version 3, enterprise {enterprise}, up {(long)up.TotalHours} h, started {boots} times")
            .Fact("engine", Convert.ToHexStringLower(engine)).Fact("enterprise", enterprise.ToString(CultureInfo.InvariantCulture)).Fact("boots", $"{boots}").Fact("uptime-seconds", $"{time}").Finding();
    }

    static uint Number(ReadOnlySpan<byte> bytes)
    {
        var value = 0u;
        foreach (var next in bytes[..Math.Min(bytes.Length, 4)])
        {
            value = (value << 8) | next;
        }

        return value;
    }

    // BER (X.690 section 8.1): what is inside an element of this tag; empty when it is another one or cut.
    static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> bytes, byte tag, out ReadOnlySpan<byte> rest)
    {
        var reader = new AnswerReader(bytes);
        var isTag = reader.U8() == tag;
        uint length = reader.U8();
        length = length switch
        {
            0x81 => reader.U8(),
            0x82 => reader.U16(),
            < 0x80 => length,
            _ => uint.MaxValue,
        };
        var inside = isTag ? reader.Take(length) : default;
        rest = isTag ? reader.Rest : default;
        return inside;
    }
}
