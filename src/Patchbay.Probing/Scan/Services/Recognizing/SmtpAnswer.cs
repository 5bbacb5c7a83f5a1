namespace Patchbay.Probing;

/// <summary>SMTP: the greeting, and what the server says to EHLO (RFC 5321 section 4.1.1.1).</summary>
static class SmtpAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        var replies = AnswerText.Replies(answer);
        if (replies.Count == 0)
        {
            return null;
        }

        var greeting = replies[0].Text;
        var names = greeting.Contains("SMTP", StringComparison.OrdinalIgnoreCase);
        if (!(replies[0].Code == 220 || (names && replies[0].Code is 421 or 554)) || (!names && greeting.Contains("FTP", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        // RFC 5321 section 4.2.2: the host's name comes first, then usually ESMTP and the program.
        var at = greeting.IndexOf("SMTP ", StringComparison.OrdinalIgnoreCase);
        var (product, version) = at < 0 ? (null, null) : AnswerText.ProductOf(greeting[(at + 5)..]);
        var found = new Recognition("smtp", ServiceEvidence.Banner).Is(product, version).Says(greeting).Fact("banner", greeting);
        if (names && greeting.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space)
        {
            found.Fact("host", greeting[..space]);
        }

        var first = replies.FindIndex(static reply => reply.Code == 250);
        if (first > 0)
        {
            found.Evidence = ServiceEvidence.Handshake;
            var extensions = replies.Skip(first + 1).TakeWhile(static reply => reply.Code == 250).Select(static reply => reply.Text).ToList();
            found.Fact("extensions", string.Join(", ", extensions)).Fact("starttls", extensions.Contains("STARTTLS", StringComparer.OrdinalIgnoreCase) ? "yes" : "no");
        }

        return found.Finding();
    }

    /// <summary>The reply to EHLO is complete.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> answer) => AnswerText.Replies(answer).Count(static reply => reply.IsLast) >= 2;
}
