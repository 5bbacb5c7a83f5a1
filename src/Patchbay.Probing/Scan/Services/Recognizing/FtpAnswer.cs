namespace Patchbay.Probing;

/// <summary>FTP: the greeting, and what the server says to FEAT (RFC 959 section 5.4, RFC 2389 section 3).</summary>
static class FtpAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        var replies = AnswerText.Replies(answer);
        if (replies.Count == 0)
        {
            return null;
        }

        var greeting = replies.TakeWhile(static reply => !reply.IsLast).Append(replies.Find(static reply => reply.IsLast)).Select(static reply => reply.Text ?? "").FirstOrDefault(static text => text.Trim('-', '*', ' ').Length > 0) ?? "";
        var names = greeting.Contains("FTP", StringComparison.OrdinalIgnoreCase);
        if (!(replies[0].Code == 220 || (names && replies[0].Code is 421 or 120)) || (!names && greeting.Contains("SMTP", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var (product, version) = names ? ProductOf(greeting) : (null, null);
        var found = new Recognition("ftp", ServiceEvidence.Banner).Is(product, version).Says(greeting).Fact("banner", greeting);
        var end = replies.FindIndex(static reply => reply.IsLast);
        // Before a login some refuse every command with 530, "Not logged in", in these words or others.
        var feat = end < 0 ? -1 : replies.FindIndex(end + 1, static reply => reply.Code == 211 || (reply.Code == 530 && reply.Text.Contains("log", StringComparison.OrdinalIgnoreCase)));
        if (feat > 0)
        {
            found.Evidence = ServiceEvidence.Handshake;
            // The features stand in lines that begin with a space instead of the number.
            var features = AnswerText.Lines(answer).Where(static line => line.StartsWith(' ')).Select(static line => line.Trim()).ToList();
            found.Fact("features", string.Join(", ", features)).Fact("tls", features.Any(static feature => feature.StartsWith("AUTH TLS", StringComparison.OrdinalIgnoreCase)) ? "yes" : null);
        }

        return found.Finding();
    }

    /// <summary>The reply to FEAT is complete.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> answer) => SmtpAnswer.IsWhole(answer);

    // The word with "FTP" in it is the program's name in most greetings: "(vsFTPd 3.0.3)", "ProFTPD Server", "Pure-FTPd".
    static (string? Product, string? Version) ProductOf(string greeting)
    {
        var from = greeting.IndexOf("FTP", StringComparison.OrdinalIgnoreCase);
        from = greeting.LastIndexOfAny([' ', '(', '['], from) + 1;
        var (product, version) = AnswerText.ProductOf(greeting[from..]);
        return product is null || product.Equals("FTP", StringComparison.OrdinalIgnoreCase) ? (null, null) : (product, version);
    }
}
