using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>From a URL to a session that is logged in: greeting, TLS, user and password, what the server can.</summary>
internal static class FtpLogin
{
    const string Anonymous = "anonymous";

    /// <summary>Logs in.</summary>
    /// <param name="url">Whose server.</param>
    /// <param name="connector">Makes the connections.</param>
    /// <param name="options">Who we are.</param>
    /// <param name="timing">Told of the phases.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FtpSession> OpenAsync(RemoteUrl url, TransferConnector connector, TransferOptions options, TransferTiming timing, CancellationToken cancellationToken)
    {
        var tls = url.IsTls ? connector.OpenTls(url.Host, url.Port, resumes: true) : null;
        var connection = await connector.ConnectAsync(url.Host, url.Port, timing, cancellationToken);
        if (url.Scheme == TransferScheme.FtpImplicitTls)
        {
            connection = await connector.SecureAsync(tls!, connection, cancellationToken);
            timing.Mark(TransferPhase.Tls);
        }

        var control = new FtpControl($"{url.Host}:{url.Port}", connection, options);
        try
        {
            await GreetAsync(control, cancellationToken);
            if (url.Scheme == TransferScheme.FtpExplicitTls)
            {
                await StartTlsAsync(control, tls!, connector, cancellationToken);
                timing.Mark(TransferPhase.Tls);
            }

            await LogInAsync(control, url, options, cancellationToken);
            if (tls is not null)
            {
                await ProtectDataAsync(control, cancellationToken);
            }

            var features = new FtpFeatures(await control.AskAsync("FEAT", null, cancellationToken));
            if (features.Has("UTF8"))
            {
                // Some servers speak UTF-8 only when told to; those that do anyway say yes or no, and both is fine.
                await control.AskAsync("OPTS", "UTF8 ON", cancellationToken);
            }

            var type = await control.AskAsync("TYPE", "I", cancellationToken);
            return type.IsDone ? new FtpSession(url, control, connector, tls, features, options, timing) : throw FtpFailures.Refused(control.Peer, "to transfer files as they are (TYPE I)", type, TransferFailure.WeirdReply);
        }
        catch
        {
            await control.DisposeAsync();
            throw;
        }
    }

    static async Task GreetAsync(FtpControl control, CancellationToken cancellationToken)
    {
        var greeting = await control.ReadAsync("its greeting", cancellationToken);
        if (greeting.Code == 120)
        {
            greeting = await control.ReadAsync("its greeting", cancellationToken);
        }

        if (!greeting.IsDone)
        {
            throw FtpFailures.Refused(control.Peer, "to serve us", greeting, TransferFailure.Denied);
        }
    }

    static async Task StartTlsAsync(FtpControl control, TlsClient tls, TransferConnector connector, CancellationToken cancellationToken)
    {
        var reply = await control.AskAsync("AUTH", "TLS", cancellationToken);
        if (reply.Code != 234)
        {
            throw new TransferException(TransferFailure.NoTls, $"{control.Peer} does not start TLS: {reply}", "Nothing was told to it. ftps:// is TLS from the first byte (port 990); ftp:// goes without.");
        }

        await control.SecureAsync(tls, connector, cancellationToken);
    }

    static async Task LogInAsync(FtpControl control, RemoteUrl url, TransferOptions options, CancellationToken cancellationToken)
    {
        var user = options.User ?? Anonymous;
        var reply = await control.AskAsync("USER", user, cancellationToken);
        if (reply.IsIntermediate)
        {
            reply = await control.AskAsync("PASS", options.User is null ? Anonymous + "@" : options.Password ?? "", cancellationToken);
        }

        if (reply.IsDone)
        {
            return;
        }

        throw new TransferException(TransferFailure.LoginDenied, $"{control.Peer} did not let {(options.User is null ? "anonymous" : $"'{Utf8Text.Shown(user)}'")} in: {reply}",
            reply.Code is 332 ? "It wants an account besides (ACCT), which is not spoken here."
            : options.User is null ? "--user NAME asks for a password and logs in as somebody."
            : url.Scheme == TransferScheme.Ftp ? "A server may also want TLS first: ftpes://."
            : "");
    }

    static async Task ProtectDataAsync(FtpControl control, CancellationToken cancellationToken)
    {
        // RFC 4217 section 9: PBSZ 0 comes before PROT. P: data connections have TLS too.
        await control.AskAsync("PBSZ", "0", cancellationToken);
        var reply = await control.AskAsync("PROT", "P", cancellationToken);
        if (!reply.IsDone)
        {
            throw new TransferException(TransferFailure.NoTls, $"{control.Peer} does not protect data connections: {reply}", "Files would go in the clear; nothing was transferred.");
        }
    }
}
