using System.Text;

namespace Patchbay.Probing;

/// <summary>Databases: what PostgreSQL says to a version that does not exist, and MySQL's greeting.</summary>
static class DatabaseAnswer
{
    /// <summary>PostgreSQL's ErrorResponse (protocol documentation, "Message Formats"): fields of a letter and a text.</summary>
    public static ServiceFinding? RecognizePostgres(ReadOnlySpan<byte> answer)
    {
        var reader = new AnswerReader(answer);
        if (reader.U8() != 'E' || reader.U32() is not (>= 8 and < 10_000 and var length))
        {
            return null;
        }

        var fields = new AnswerReader(reader.Rest[..(int)Math.Min(length - 4, (uint)reader.Rest.Length)]);
        string? severity = null, code = null, message = null;
        while (fields.U8() is not 0 and var field)
        {
            var text = AnswerText.Decode(fields.UntilZero());
            if (fields.IsShort)
            {
                break;
            }

            (severity, code, message) = (field == 'S' ? text : severity, field == 'C' ? text : code, field == 'M' ? text : message);
        }

        return severity is null || code is not { Length: 5 } || message is null ? null
            : new Recognition("postgresql", ServiceEvidence.Handshake).Is("PostgreSQL").Says(message).Fact("message", message).Fact("sqlstate", code).Finding();
    }

    /// <summary>MySQL's handshake packet, version 10, or the error it refuses our host with (MySQL internals, "Connection Phase Packets").</summary>
    public static ServiceFinding? RecognizeMySql(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 8 || answer[3] != 0 || (answer[0] | (answer[1] << 8) | (answer[2] << 16)) is not (> 4 and < 2000 and var length))
        {
            return null;
        }

        var reader = new AnswerReader(answer.Slice(4, Math.Min(length, answer.Length - 4)));
        switch (reader.U8())
        {
            case 0x0a:
                var version = reader.UntilZero();
                reader.Take(4 + 8);
                if (version.Length is < 3 or > 100 || version.ContainsAnyExceptInRange((byte)' ', (byte)'~') || reader.U8() != 0 || reader.IsShort)
                {
                    return null;
                }

                var text = Encoding.ASCII.GetString(version);
                var isMariaDb = text.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
                // MariaDB hides behind 5.5.5- from old replicas.
                return new Recognition("mysql", ServiceEvidence.Handshake).Is(isMariaDb ? "MariaDB" : "MySQL", text.StartsWith("5.5.5-", StringComparison.Ordinal) ? text[6..] : text)
                    .Fact("tls", (reader.U16() & 0x0008) != 0 ? "yes" : "no").Fact("banner", text).Finding();
            case 0xff:
                reader.Take(2);
                var message = AnswerText.Decode(reader.Rest);
                return message.StartsWith("Host ", StringComparison.Ordinal) || message.Contains("MySQL", StringComparison.Ordinal) || message.Contains("MariaDB", StringComparison.Ordinal) || message.Contains("Too many connections", StringComparison.Ordinal)
                    ? new Recognition("mysql", ServiceEvidence.Banner).Is(message.Contains("MariaDB", StringComparison.Ordinal) ? "MariaDB" : null).Says(message).Fact("message", message).Finding()
                    : null;
            default:
                return null;
        }
    }
}
