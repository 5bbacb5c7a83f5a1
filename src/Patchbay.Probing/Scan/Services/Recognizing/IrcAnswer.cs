namespace Patchbay.Probing;

/// <summary>IRC: what a server says before anybody registered (RFC 2812 section 2, IRCv3 capability negotiation).</summary>
static class IrcAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        Recognition? found = null;
        foreach (var line in AnswerText.Lines(answer))
        {
            var hasPrefix = line.StartsWith(':');
            var words = line.Split(' ', hasPrefix ? 4 : 3, StringSplitOptions.RemoveEmptyEntries);
            var command = words.ElementAtOrDefault(hasPrefix ? 1 : 0);
            var isNumeric = command is { Length: 3 } && command.All(char.IsAsciiDigit);
            if (!(hasPrefix && (isNumeric || command is "NOTICE" or "CAP")) && !(command is "NOTICE" && words is [_, "AUTH" or "*", _]) && !(command is "ERROR" && line.Contains(":Closing Link", StringComparison.OrdinalIgnoreCase)))
            {
                if (found is null)
                {
                    return null;
                }

                continue;
            }

            found ??= new Recognition("irc", ServiceEvidence.Banner).Says(line[Math.Max(line.IndexOf(" :", StringComparison.Ordinal) + 2, 0)..]).Fact("banner", line);
            if (hasPrefix)
            {
                found.Fact("host", words[0][1..]);
            }

            if (command == "CAP" || isNumeric)
            {
                found.Evidence = ServiceEvidence.Handshake;
                if (line.IndexOf(" LS ", StringComparison.Ordinal) is > 0 and var at && line.IndexOf(':', at) is > 0 and var colon)
                {
                    found.Fact("capabilities", line[(colon + 1)..]);
                }
            }
        }

        return found?.Finding();
    }
}
