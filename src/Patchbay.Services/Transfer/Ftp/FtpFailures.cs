namespace Patchbay.Services.Transfer;

/// <summary>What a reply of refusal means for people. Pure.</summary>
internal static class FtpFailures
{
    /// <summary>The server refused.</summary>
    /// <param name="peer">Who.</param>
    /// <param name="what">What, as "to send 'file'".</param>
    /// <param name="reply">Its words.</param>
    /// <param name="otherwise">The class where the code says no other.</param>
    public static TransferException Refused(string peer, string what, FtpReply reply, TransferFailure otherwise)
    {
        var failure = reply.Code switch
        {
            530 => TransferFailure.LoginDenied,
            452 or 552 => TransferFailure.DiskFull,
            425 or 522 => TransferFailure.NoDataConnection,
            426 or 450 or 451 when otherwise != TransferFailure.NoSuchFile => otherwise,
            // RFC 959: "file unavailable, for example not found, no access".
            550 or 553 when IsAboutRights(reply.Text) => TransferFailure.Denied,
            _ => otherwise,
        };
        return new TransferException(failure, $"{peer} refused {what}: {reply}", Hint(failure, reply));
    }

    static string Hint(TransferFailure failure, FtpReply reply) => failure switch
    {
        TransferFailure.NoSuchFile => "A path begins in the folder that the login leads to; ftp://HOST//PATH begins at the root.",
        _ when reply.Code == 522 => "The server wants data connections to resume the TLS session, or does not take their protection.",
        TransferFailure.NoDataConnection => "The server waits for a data connection on a port that a firewall may block.",
        TransferFailure.LoginDenied => "--user NAME logs in as somebody.",
        _ => "",
    };

    static bool IsAboutRights(string text) =>
        text.Contains("denied", StringComparison.OrdinalIgnoreCase) || text.Contains("permission", StringComparison.OrdinalIgnoreCase) || text.Contains("not allowed", StringComparison.OrdinalIgnoreCase);
}
