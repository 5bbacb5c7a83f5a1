namespace Patchbay.Probing;

/// <summary>The small services (RFC 862, 864, 867), NNTP (RFC 3977), rsync, SOCKS 5 (RFC 1928) and STUN (RFC 8489).</summary>
static class SmallAnswer
{
    const int ChargenLine = 72;

    // Of "12:34:56".
    static readonly int[] ClockDigits = [0, 1, 3, 4, 6, 7];

    /// <summary>RFC 862: back comes what was sent. Not in the list of recognizers: it needs both.</summary>
    public static ServiceFinding? RecognizeEcho(ReadOnlySpan<byte> sent, ReadOnlySpan<byte> answer) =>
        sent.Length >= 8 && answer.SequenceEqual(sent) ? new Recognition("echo", ServiceEvidence.Handshake).Finding() : null;

    /// <summary>RFC 867: a date and a time, and nothing else.</summary>
    public static ServiceFinding? RecognizeDaytime(ReadOnlySpan<byte> answer)
    {
        if (answer.Length is < 15 or > 80 || answer.TrimEnd("\r\n"u8).ContainsAnyExceptInRange((byte)' ', (byte)'~') || !answer.EndsWith("\n"u8))
        {
            return null;
        }

        var text = AnswerText.Decode(answer).Trim();
        var hasTime = Enumerable.Range(0, text.Length - 7).Any(at => text[at + 2] == ':' && text[at + 5] == ':' && ClockDigits.All(digit => char.IsAsciiDigit(text[at + digit])));
        var hasDay = Enumerable.Range(0, text.Length - 3).Any(at => text.AsSpan(at, 4).StartsWith("19") || text.AsSpan(at, 4).StartsWith("20"));
        return hasTime && hasDay ? new Recognition("daytime", ServiceEvidence.Banner).Says(text).Fact("time", text).Finding() : null;
    }

    /// <summary>RFC 864: lines of 72 characters, each of which begins one further in the printable ones.</summary>
    public static ServiceFinding? RecognizeChargen(ReadOnlySpan<byte> answer) =>
        answer.Length >= 2 * (ChargenLine + 2) && IsChargenLine(answer) && IsChargenLine(answer[(ChargenLine + 2)..]) && answer[ChargenLine + 2] == Next(answer[0])
            ? new Recognition("chargen", ServiceEvidence.Handshake).Finding() : null;

    /// <summary>A datagram of it may be as short as its server likes.</summary>
    public static ServiceFinding? RecognizeChargenDatagram(ReadOnlySpan<byte> answer) =>
        RunLength(answer) is >= 16 and var run && (run == answer.Length || run == ChargenLine) ? new Recognition("chargen", ServiceEvidence.Handshake).Finding() : null;

    /// <summary>NNTP: the greeting, and the capabilities that we ask for.</summary>
    public static ServiceFinding? RecognizeNntp(ReadOnlySpan<byte> answer)
    {
        var replies = AnswerText.Replies(answer);
        if (replies.Count == 0 || replies[0].Code is not (200 or 201))
        {
            return null;
        }

        var lines = AnswerText.Lines(answer);
        var from = lines.FindIndex(static line => line.StartsWith("101", StringComparison.Ordinal));
        var names = replies[0].Text.Contains("NNTP", StringComparison.OrdinalIgnoreCase) || replies[0].Text.Contains("news", StringComparison.OrdinalIgnoreCase);
        return from < 0 && !names ? null
            : new Recognition("nntp", from < 0 ? ServiceEvidence.Banner : ServiceEvidence.Handshake).Says(replies[0].Text).Fact("banner", replies[0].Text)
                .Fact("capabilities", from < 0 ? null : string.Join(", ", lines.Skip(from + 1).TakeWhile(static line => line != "."))).Finding();
    }

    /// <summary>rsync greets with its version.</summary>
    public static ServiceFinding? RecognizeRsync(ReadOnlySpan<byte> answer)
    {
        var lines = AnswerText.Lines(answer);
        return lines.Count > 0 && lines[0].StartsWith("@RSYNCD: ", StringComparison.Ordinal)
            ? new Recognition("rsync", ServiceEvidence.Banner).Says($"protocol {lines[0][9..]}").Fact("protocol", lines[0][9..].Split(' ')[0]).Finding() : null;
    }

    /// <summary>SOCKS 5 says which login it wants.</summary>
    public static ServiceFinding? RecognizeSocks(ReadOnlySpan<byte> answer) =>
        answer is [5, var method] && method is 0 or 1 or 2 or 0xff ? new Recognition("socks", ServiceEvidence.Handshake).Says(method == 0 ? "version 5, lets anybody in" : method == 0xff ? "version 5, wants a login" : "version 5")
            .Fact("authentication", method == 0 ? "none" : "required").Finding() : null;

    /// <summary>A STUN success or error response to our transaction.</summary>
    public static ServiceFinding? RecognizeStun(ReadOnlySpan<byte> answer) =>
        answer.Length >= 20 && answer[0] == 1 && answer[1] is 1 or 0x11 && answer[4..20].SequenceEqual(ServiceRequests.Stun.AsSpan(4, 16)) ? new Recognition("stun", ServiceEvidence.Handshake).Finding() : null;

    /// <summary>Our own game's challenge, which answers our number (docs/game.md).</summary>
    public static ServiceFinding? RecognizeGame(ReadOnlySpan<byte> answer)
    {
        var reader = new AnswerReader(answer);
        var kind = reader.U8();
        var magic = reader.Take(4);
        var version = reader.U16();
        var nonce = reader.Take(8);
        return kind is 2 or 5 && magic.SequenceEqual("PBG1"u8) && nonce.SequenceEqual(ServiceRequests.Game.AsSpan(7, 8))
            ? new Recognition("patchbay-game", ServiceEvidence.Handshake).Is("Patchbay").Says($"protocol {version}{(kind == 5 ? ", refuses strangers" : "")}").Fact("protocol", $"{version}").Finding() : null;
    }

    static bool IsChargenLine(ReadOnlySpan<byte> line) => RunLength(line) == ChargenLine && line[ChargenLine] == '\r' && line[ChargenLine + 1] == '\n';

    static int RunLength(ReadOnlySpan<byte> line)
    {
        var length = line.IsEmpty ? 0 : 1;
        while (length < line.Length && line[length] == Next(line[length - 1]))
        {
            length++;
        }

        return length;
    }

    // Round the 95 printable characters.
    static byte Next(byte character) => character is >= 0x20 and < 0x7e ? (byte)(character + 1) : (byte)0x20;
}
