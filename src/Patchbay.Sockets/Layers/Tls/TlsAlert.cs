namespace Patchbay.Sockets;

/// <summary>The alerts of TLS that end a connection, by their numbers (RFC 8446 section 6, RFC 5246 section 7.2). Those about certificates say that the peer refused ours.</summary>
internal static class TlsAlert
{
    const int CertificateRequired = 116;

    /// <summary>What the alert says, as its sender would put it.</summary>
    public static string Meaning(int alert) => alert switch
    {
        10 => "unexpected message",
        20 => "a record failed its integrity check",
        40 => "no parameters in common (handshake_failure)",
        42 => "the certificate is damaged or not acceptable (bad_certificate)",
        43 => "a certificate of this kind is not accepted (unsupported_certificate)",
        44 => "the certificate is revoked (certificate_revoked)",
        45 => "the certificate has expired (certificate_expired)",
        46 => "the certificate is not acceptable (certificate_unknown)",
        47 => "a parameter out of range (illegal_parameter)",
        48 => "the certificate's issuer is not known (unknown_ca)",
        49 => "the certificate is valid, and access is denied (access_denied)",
        50 => "a message could not be read (decode_error)",
        51 => "a signature is wrong (decrypt_error)",
        70 => "no TLS version in common (protocol_version)",
        71 => "the offered ciphers are too weak (insufficient_security)",
        80 => "an error of its own (internal_error)",
        86 => "a downgrade that was not wanted (inappropriate_fallback)",
        90 => "it gave up (user_canceled)",
        109 => "an extension is missing (missing_extension)",
        112 => "the name asked for is unknown (unrecognized_name)",
        CertificateRequired => "a certificate is demanded (certificate_required)",
        120 => "no application protocol in common (no_application_protocol)",
        _ => $"alert {alert}",
    };

    /// <summary>The alert is about a certificate.</summary>
    public static bool IsAboutCertificate(int alert) => alert is (>= 42 and <= 46) or 48 or 49 or CertificateRequired;

    /// <summary>The alert asks for a certificate that was not there.</summary>
    public static bool DemandsCertificate(int alert) => alert == CertificateRequired;
}
