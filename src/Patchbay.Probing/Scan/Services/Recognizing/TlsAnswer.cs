namespace Patchbay.Probing;

/// <summary>What a server says to a ClientHello, as far as it is not secret: a ServerHello or an alert (RFC 8446 sections 5.1 and 6).</summary>
static class TlsAnswer
{
    public static ServiceFinding? Recognize(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 7 || answer[1] != 3 || answer[2] > 4 || new AnswerReader(answer[3..]).U16() is not (> 0 and <= 0x4800 and var length))
        {
            return null;
        }

        switch (answer[0])
        {
            case 21 when length == 2 && answer[5] is 1 or 2:
                var alert = Alert(answer[6]);
                return new Recognition("tls", ServiceEvidence.Handshake).Says($"refuses with the alert {alert}").Fact("tls-alert", alert).Finding();
            case 22 when answer[5] == 2 && answer.Length >= 11:
                var version = answer[9] == 3 && answer[10] <= 4 ? Version(answer[10]) : null;
                return new Recognition("tls", ServiceEvidence.Handshake).Says(version is null ? null : $"{version}, and no handshake came about").Fact("tls-version", version).Finding();
            default:
                return null;
        }
    }

    /// <summary>It is an alert against the application protocols we named (RFC 7301 section 3.2).</summary>
    public static bool WantsNoAlpn(ReadOnlySpan<byte> answer) => answer is [21, 3, _, 0, 2, _, 120, ..];

    static string Version(byte minor) => minor switch { 0 => "SSL 3.0", 1 => "TLS 1.0", 2 => "TLS 1.1", 3 => "TLS 1.2", _ => "TLS 1.3" };

    static string Alert(byte code) => code switch
    {
        10 => "unexpected_message",
        40 => "handshake_failure",
        42 => "bad_certificate",
        47 => "illegal_parameter",
        50 => "decode_error",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        112 => "unrecognized_name",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => $"{code}",
    };
}
