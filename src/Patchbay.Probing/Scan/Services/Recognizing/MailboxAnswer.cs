namespace Patchbay.Probing;

/// <summary>The protocols that mailboxes are read by: POP3 (RFC 1939, capabilities RFC 2449) and IMAP (RFC 9051).</summary>
static class MailboxAnswer
{
    static readonly string[] Programs = ["Dovecot", "Courier", "Cyrus", "Exchange", "Zimbra"];

    public static ServiceFinding? RecognizePop3(ReadOnlySpan<byte> answer)
    {
        var lines = AnswerText.Lines(answer);
        if (lines.Count == 0 || !(lines[0].StartsWith("+OK ", StringComparison.Ordinal) || lines[0] == "+OK"))
        {
            return null;
        }

        var greeting = lines[0].Length > 4 ? lines[0][4..] : "";
        var found = new Recognition("pop3", ServiceEvidence.Banner).Is(Program(greeting)).Says(greeting).Fact("banner", greeting);
        if (lines.Count > 1 && lines[1].StartsWith("+OK", StringComparison.Ordinal) && lines.IndexOf(".") is > 1 and var dot)
        {
            found.Evidence = ServiceEvidence.Handshake;
            found.Fact("capabilities", string.Join(", ", lines[2..dot])).Fact("starttls", lines[2..dot].Contains("STLS") ? "yes" : "no");
        }
        else if (lines.Count > 1 && lines[1].StartsWith("-ERR", StringComparison.Ordinal))
        {
            found.Evidence = ServiceEvidence.Handshake;
        }

        return found.Finding();
    }

    public static ServiceFinding? RecognizeImap(ReadOnlySpan<byte> answer)
    {
        var lines = AnswerText.Lines(answer);
        if (lines.Count == 0 || !(lines[0].StartsWith("* OK", StringComparison.Ordinal) || lines[0].StartsWith("* PREAUTH", StringComparison.Ordinal) || lines[0].StartsWith("* BYE", StringComparison.Ordinal)))
        {
            return null;
        }

        var greeting = lines[0][2..];
        var words = greeting[(greeting.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        if (words.StartsWith('[') && words.IndexOf(']', StringComparison.Ordinal) is > 0 and var bracket)
        {
            words = words[(bracket + 1)..].TrimStart();
        }

        var found = new Recognition("imap", ServiceEvidence.Banner).Is(Program(words)).Says(words).Fact("banner", greeting);
        if (lines.Find(static line => line.StartsWith("* CAPABILITY ", StringComparison.OrdinalIgnoreCase)) is { } capabilities)
        {
            found.Evidence = ServiceEvidence.Handshake;
            found.Fact("capabilities", capabilities[13..]).Fact("starttls", capabilities.Contains(" STARTTLS", StringComparison.OrdinalIgnoreCase) ? "yes" : "no");
        }

        return found.Finding();
    }

    // "Dovecot (Debian) ready.", "Courier-IMAP ready."; "Hello there." and "server ready" name nobody.
    static string? Program(string greeting) =>
        Programs.FirstOrDefault(name => greeting.Contains(name, StringComparison.OrdinalIgnoreCase));
}
