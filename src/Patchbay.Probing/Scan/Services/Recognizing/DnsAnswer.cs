namespace Patchbay.Probing;

/// <summary>DNS: the answer to the question for version.bind (class CHAOS, TXT), which servers answer with what they are, or refuse (RFC 1035 section 4, RFC 4892).</summary>
static class DnsAnswer
{
    /// <summary>The question's number; its answer has it too.</summary>
    public const ushort Id = 0x5062;

    static readonly string[] Codes = ["no error", "format error", "server failure", "no such name", "not implemented", "refused"];

    /// <summary>Over TCP two bytes of length come before.</summary>
    public static ServiceFinding? RecognizeStream(ReadOnlySpan<byte> answer) =>
        new AnswerReader(answer).U16() is >= 12 and var length && answer.Length > 2 ? Recognize(answer.Slice(2, Math.Min(length, answer.Length - 2))) : null;

    public static bool IsWholeStream(ReadOnlySpan<byte> answer) => answer.Length >= 2 && answer.Length >= new AnswerReader(answer).U16() + 2;

    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        var reader = new AnswerReader(answer);
        var (id, flags, questions, answers) = (reader.U16(), reader.U16(), reader.U16(), reader.U16());
        reader.Take(4);
        // QR set, opcode 0, the bit that must be zero.
        if (reader.IsShort || id != Id || (flags & 0xf840) != 0x8000 || questions > 1)
        {
            return null;
        }

        var code = flags & 15;
        var found = new Recognition("domain", ServiceEvidence.Handshake).Fact("response-code", code < Codes.Length ? Codes[code] : $"{code}").Fact("recursion", (flags & 0x80) != 0 ? "offered" : "not offered");
        if (questions == 1)
        {
            SkipName(ref reader);
            reader.Take(4);
        }

        if (answers > 0)
        {
            SkipName(ref reader);
            var kind = reader.U16();
            reader.Take(6);
            var data = new AnswerReader(reader.Take(reader.U16()));
            var version = AnswerText.Decode(data.Take(data.U8()));
            if (kind == 16 && !reader.IsShort && version.Length > 0)
            {
                var dash = version.IndexOf('-', StringComparison.Ordinal);
                found.Says(version).Fact("version.bind", version)
                    .Is(dash > 0 && char.IsAsciiLetter(version[0]) ? version[..dash] : null, dash > 0 && char.IsAsciiLetter(version[0]) ? version[(dash + 1)..] : char.IsAsciiDigit(version[0]) ? version : null);
            }
        }

        return found.Finding();
    }

    static void SkipName(ref AnswerReader reader)
    {
        // Each label takes at least a byte of what is there: it ends.
        while (!reader.IsShort)
        {
            var length = reader.U8();
            if (length == 0)
            {
                return;
            }

            if (length >= 0xc0)
            {
                reader.U8();
                return;
            }

            reader.Take(length);
        }
    }
}
