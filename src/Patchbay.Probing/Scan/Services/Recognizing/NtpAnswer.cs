using System.Net;
using System.Text;

namespace Patchbay.Probing;

/// <summary>NTP: a server's answer, mode 4 (RFC 5905 section 7.3).</summary>
static class NtpAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 48 || (answer[0] & 7) != 4 || (answer[0] >> 3 & 7) is not (>= 1 and <= 4 and var version))
        {
            return null;
        }

        // The time stamp of ours that it answers.
        if (!answer.Slice(24, 8).SequenceEqual(ServiceRequests.NtpTransmit))
        {
            return null;
        }

        var stratum = answer[1];
        var source = stratum <= 1 ? Encoding.Latin1.GetString(answer.Slice(12, 4).TrimEnd((byte)0)) : new IPAddress(answer.Slice(12, 4)).ToString();
        return new Recognition("ntp", ServiceEvidence.Handshake).Says(stratum == 0 ? $"refuses: {source}" : $"version {version}, stratum {stratum}, from {source}")
            .Fact("stratum", $"{stratum}").Fact("reference", source).Fact("ntp-version", $"{version}").Fact("leap", (answer[0] >> 6) == 3 ? "not synchronized" : null).Finding();
    }
}
