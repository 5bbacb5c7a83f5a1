namespace Patchbay.Services.Transfer;

/// <summary>How a URL is spoken to.</summary>
internal enum TransferScheme
{
    Http,
    Https,
    Ftp,

    /// <summary>TLS from the first byte, on port 990 unless another is written.</summary>
    FtpImplicitTls,

    /// <summary>Plain FTP that starts TLS by AUTH TLS before anything is told (RFC 4217).</summary>
    FtpExplicitTls,
}
