namespace Patchbay.Interop.Tests.Transfer;

/// <summary>The servers that FTP is spoken with.</summary>
public enum FtpServerKind
{
    Vsftpd,

    /// <summary>TLS before the login; data connections must resume the session.</summary>
    VsftpdExplicitTls,

    /// <summary>TLS from the first byte; data connections must resume the session.</summary>
    VsftpdImplicitTls,
    PureFtpd,
    PureFtpdExplicitTls,
}
