using System.Text;

namespace Patchbay.Probing;

/// <summary>SSH: the identification line (RFC 4253 section 4.2), then, in answer to ours, the key exchange's first packet (section 7.1).</summary>
static class SshAnswer
{
    const byte SSH_MSG_KEXINIT = 20;

    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        // Other lines may come before; they do not begin with "SSH-".
        var before = answer.StartsWith("SSH-"u8) ? 0 : answer[..Math.Min(answer.Length, 4096)].IndexOf("\nSSH-"u8) + 1;
        if ((before == 0 && !answer.StartsWith("SSH-"u8)) || answer[before..].IndexOf((byte)'\n') is not (> 8 and < 256 and var end))
        {
            return null;
        }

        var line = AnswerText.Decode(answer.Slice(before, end).TrimEnd((byte)'\r'));
        var parts = line.Split('-', 3);
        if (parts.Length < 3 || !parts[1].All(static letter => char.IsAsciiDigit(letter) || letter == '.'))
        {
            return null;
        }

        var (software, comment) = parts[2].IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (parts[2][..space], parts[2][(space + 1)..]) : (parts[2], null);
        var underscore = software.IndexOfAny(['_', '-']);
        var found = new Recognition("ssh", ServiceEvidence.Banner)
            .Is(underscore > 0 ? software[..underscore] : software, underscore > 0 ? software[(underscore + 1)..] : null)
            .Says($"protocol {parts[1]}{(comment is null ? "" : $", {comment}")}")
            .Fact("banner", line).Fact("protocol", parts[1]).Fact("comment", comment);
        ReadKeyExchange(answer[(before + end + 1)..], found);
        return found.Finding();
    }

    static void ReadKeyExchange(ReadOnlySpan<byte> packet, Recognition found)
    {
        var reader = new AnswerReader(packet);
        var (length, padding, kind) = (reader.U32(), reader.U8(), reader.U8());
        if (kind != SSH_MSG_KEXINIT || length is < 32 or > 35_000 || padding < 4)
        {
            return;
        }

        reader.Take(16);
        foreach (var list in (ReadOnlySpan<string>)["kex-algorithms", "host-key-algorithms", "ciphers"])
        {
            var names = reader.Take(reader.U32());
            if (reader.IsShort || names.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            {
                return;
            }

            found.Fact(list, Encoding.ASCII.GetString(names));
        }

        found.Evidence = ServiceEvidence.Handshake;
    }
}
