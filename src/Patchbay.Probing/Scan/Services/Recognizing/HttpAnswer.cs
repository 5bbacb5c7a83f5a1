using System.Net;

namespace Patchbay.Probing;

/// <summary>HTTP/1: the status line, the fields that tell who answers and where it sends us, and the page's title (RFC 9112; HTML's title element).</summary>
static class HttpAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        if (!IsStatusLine(answer))
        {
            return null;
        }

        var end = HeadLength(answer);
        var head = AnswerText.Lines(end < 0 ? answer : answer[..end]);
        var status = head.Count > 0 ? head[0] : AnswerText.Decode(answer[..Math.Min(answer.Length, 80)]);
        string? Field(string name) => head.Skip(1).FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

        var (server, location, title) = (Field("Server"), Field("Location"), end < 0 ? null : TitleOf(answer[end..]));
        var (product, version) = server is null ? (null, null) : AnswerText.ProductOf(server);
        var code = status[9..12];
        return new Recognition("http", ServiceEvidence.Handshake).Is(product, version)
            .Says(location is not null ? $"{code} to {location}" : title is not null ? code == "200" ? $"title: {title}" : $"{code}, title: {title}" : status[9..])
            .Fact("status", code).Fact("http-version", status[5..8]).Fact("server", server).Fact("location", location).Fact("title", title).Fact("powered-by", Field("X-Powered-By"))
            .Fact("authenticate", Field("WWW-Authenticate")).Fact("content-type", Field("Content-Type")).Fact("alt-svc", Field("Alt-Svc")).Finding();
    }

    /// <summary>The title is there, or none will come.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = HeadLength(answer);
        if (end < 0)
        {
            return false;
        }

        var length = AnswerText.Lines(answer[..end]).Find(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = answer[end..];
        return (length is not null && long.TryParse(length[15..].Trim(), out var most) && body.Length >= most) || body.EndsWith("0\r\n\r\n"u8) || Find(body, "</title"u8) >= 0;
    }

    /// <summary>A server that speaks TLS on this port says so to who does not (nginx, Apache, Go).</summary>
    public static bool WantsTls(ServiceFinding finding, ReadOnlySpan<byte> answer) =>
        finding is { Name: "http", IsTls: false } && finding.Facts.GetValueOrDefault("status") == "400" && (Find(answer, "https"u8) >= 0 || Find(answer, "ssl-enabled"u8) >= 0);

    static bool IsStatusLine(ReadOnlySpan<byte> answer) =>
        answer.Length >= 13 && answer.StartsWith("HTTP/1."u8) && answer[7] is (byte)'0' or (byte)'1' && answer[8] == ' ' && !answer.Slice(9, 3).ContainsAnyExceptInRange((byte)'0', (byte)'9');

    // Behind the empty line; -1 when it has not come. Some end their lines with LF alone (RFC 9112 section 2.2).
    static int HeadLength(ReadOnlySpan<byte> answer)
    {
        var (strict, loose) = (answer.IndexOf("\r\n\r\n"u8), answer.IndexOf("\n\n"u8));
        return strict >= 0 && (loose < 0 || strict < loose) ? strict + 4 : loose >= 0 ? loose + 2 : -1;
    }

    static string? TitleOf(ReadOnlySpan<byte> body)
    {
        var start = Find(body, "<title"u8);
        if (start < 0 || body[start..].IndexOf((byte)'>') is not (>= 0 and var open))
        {
            return null;
        }

        var text = body[(start + open + 1)..];
        var end = text.IndexOf((byte)'<');
        text = text[..Math.Min(end < 0 ? text.Length : end, 4000)];
        var title = string.Join(' ', WebUtility.HtmlDecode(AnswerText.Decode(text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return title.Length == 0 ? null : title;
    }

    // ASCII letters in any case.
    static int Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (var at = 0; at + lower.Length <= text.Length; at++)
        {
            var next = text[at..].IndexOfAny(lower[0], (byte)(lower[0] is >= (byte)'a' and <= (byte)'z' ? lower[0] - 32 : lower[0]));
            if (next < 0 || at + next + lower.Length > text.Length)
            {
                return -1;
            }

            at += next;
            if (System.Text.Ascii.EqualsIgnoreCase(text.Slice(at, lower.Length), lower))
            {
                return at;
            }
        }

        return -1;
    }
}
