using System.Security.Cryptography;

namespace Patchbay.Sockets;

/// <summary>
/// The reason in an error code of OpenSSL's TLS library (ERR_GET_REASON of sslerr.h): 1.1 keeps it in the lowest 12 bits of the code, 3.x in more, of which TLS
/// uses no other. Reasons from 1000 on are alerts of the peer.
/// </summary>
internal static class OpenSslReason
{
    public const int HttpsProxyRequest = 155;
    public const int HttpRequest = 156;
    public const int NoProtocolsAvailable = 191;
    public const int NoSharedCipher = 193;
    public const int NoCertificateReturned = 199;
    public const int NoApplicationProtocol = 235;
    public const int UnexpectedMessage = 244;
    public const int UnsupportedProtocol = 258;
    public const int WrongVersionNumber = 267;
    public const int VersionTooLow = 396;
    const int FirstAlert = 1000;
    const int LastAlert = FirstAlert + byte.MaxValue;
    const int LibraryOfTls = 20;

    /// <summary>The reason that an error carries in itself or its causes; 0 when none does.</summary>
    public static int Of(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            // The runtime's exception for an OpenSSL error is private; it keeps the code as its HResult. The library is in bits 23 to 30 since 3.0, and in 24 to 31 before.
            if (cause is CryptographicException && (((cause.HResult >> 23) & 0xff) == LibraryOfTls || cause.HResult >>> 24 == LibraryOfTls))
            {
                return cause.HResult & 0xfff;
            }
        }

        return 0;
    }

    /// <summary>The alert that a reason stands for, or null.</summary>
    public static int? AlertOf(int reason) => reason is >= FirstAlert and <= LastAlert ? reason - FirstAlert : null;
}
