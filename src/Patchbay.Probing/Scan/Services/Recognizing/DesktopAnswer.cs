namespace Patchbay.Probing;

/// <summary>Screens and consoles of other machines: VNC (RFC 6143 section 7.1), RDP ([MS-RDPBCGR] section 2.2.1.2) and Telnet (RFC 854).</summary>
static class DesktopAnswer
{
    const byte IAC = 255;
    const byte TimingMark = 6;

    public static ServiceFinding? RecognizeVnc(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 12 || !answer.StartsWith("RFB "u8) || answer[7] != '.' || answer[11] != '\n' || answer.Slice(4, 3).ContainsAnyExceptInRange((byte)'0', (byte)'9') || answer.Slice(8, 3).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        var version = AnswerText.Decode(answer.Slice(4, 7));
        var found = new Recognition("vnc", ServiceEvidence.Banner).Says($"protocol {version}").Fact("protocol", version);
        var types = answer[12..];
        if (types.Length > 1 && types[0] > 0 && types.Length >= 1 + types[0])
        {
            found.Evidence = ServiceEvidence.Handshake;
            var offered = types.Slice(1, types[0]);
            found.Fact("security-types", string.Join(',', offered.ToArray())).Fact("authentication", offered.Contains((byte)1) ? "none" : "required");
        }

        return found.Finding();
    }

    /// <summary>TPKT with X.224's connection confirm, and behind it what RDP chose.</summary>
    public static ServiceFinding? RecognizeRdp(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 11 || answer[0] != 3 || answer[1] != 0 || new AnswerReader(answer[2..]).U16() is not (>= 11 and < 64) || (answer[5] & 0xf0) != 0xd0)
        {
            return null;
        }

        var security = answer.Length >= 19 && answer[11] == 2 ? answer[15] switch { 0 => "RDP", 1 => "TLS", 2 => "CredSSP", var other => $"{other}" } : answer.Length >= 19 && answer[11] == 3 ? $"refused with code {answer[15]}" : null;
        return new Recognition("ms-wbt-server", ServiceEvidence.Handshake).Says(security is null ? null : $"security: {security}").Fact("security", security).Finding();
    }

    /// <summary>Commands of option negotiation; the answer to DO TIMING-MARK (RFC 860) is proof.</summary>
    public static ServiceFinding? RecognizeTelnet(ReadOnlySpan<byte> answer)
    {
        Recognition? found = null;
        var words = new List<byte>();
        for (var at = 0; at < Math.Min(answer.Length, 4096); at++)
        {
            if (answer[at] != IAC)
            {
                words.Add(answer[at]);
                continue;
            }

            if (at + 2 >= answer.Length || answer[at + 1] is not (>= 251 and <= 254))
            {
                if (found is null)
                {
                    return null;
                }

                break;
            }

            found ??= new Recognition("telnet", ServiceEvidence.Banner);
            if (answer[at + 1] is 251 or 252 && answer[at + 2] == TimingMark)
            {
                found.Evidence = ServiceEvidence.Handshake;
            }

            at += 2;
        }

        return found?.Says(AnswerText.Decode([.. words]).Replace('\0', ' ').Trim()).Finding();
    }
}
