using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>A session that is logged in: single commands, and transfers over data connections. One call at a time.</summary>
internal sealed class FtpSession(
    RemoteUrl url, FtpControl control, TransferConnector connector, TlsClient? tls, FtpFeatures features, TransferOptions options, TransferTiming timing) : IAsyncDisposable
{
    // How long a server may take to say goodbye, or to notice that we gave up.
    static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);

    bool _noExtendedPassive;
    bool _toldForeignAddress;

    public string Peer => control.Peer;

    public FtpFeatures Features => features;

    /// <summary>Nothing more can be asked.</summary>
    public bool IsOver => control.IsOver;

    /// <summary>A command that needs no data connection.</summary>
    public Task<FtpReply> AskAsync(string verb, string? argument, CancellationToken cancellationToken) => control.AskAsync(verb, argument, cancellationToken);

    /// <summary>The size of a file; null where the server does not say.</summary>
    public async Task<long?> SizeAsync(string path, CancellationToken cancellationToken)
    {
        var reply = await control.AskAsync("SIZE", path, cancellationToken);
        return reply.Code == 213 && long.TryParse(reply.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
    }

    /// <summary>When a file changed last; null where the server does not say.</summary>
    public async Task<DateTimeOffset?> ModifiedAsync(string path, CancellationToken cancellationToken)
    {
        var reply = await control.AskAsync("MDTM", path, cancellationToken);
        return reply.Code == 213 && FtpTime.TryParse(reply.Text.AsSpan().Trim(), out var time) ? time : null;
    }

    /// <summary>Begins a transfer: data connection, REST where there is an offset, the command, its first reply, TLS.</summary>
    /// <param name="verb">RETR, STOR, APPE, MLSD, LIST.</param>
    /// <param name="argument">Its path, or null.</param>
    /// <param name="offset">For REST; 0 for none.</param>
    /// <param name="what">Ends the sentence "refused".</param>
    /// <param name="otherwise">The class of a refusal whose code says no other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FtpData> BeginAsync(string verb, string? argument, long offset, string what, TransferFailure otherwise, CancellationToken cancellationToken)
    {
        var data = new FtpData(await OpenDataAsync(cancellationToken));
        var hasBegun = false;
        try
        {
            timing.Mark(TransferPhase.Login);
            if (offset > 0)
            {
                var rest = await control.AskAsync("REST", offset.ToString(CultureInfo.InvariantCulture), cancellationToken);
                if (!rest.IsIntermediate)
                {
                    throw new TransferException(TransferFailure.CannotResume, $"{Peer} cannot continue in the middle of a file: {rest}", "Without --continue it begins at the beginning.");
                }
            }

            await control.SendAsync(verb, argument, cancellationToken);
            timing.Mark(TransferPhase.RequestSent);
            var reply = await control.ReadAsync($"the reply to {verb}", cancellationToken);
            timing.Mark(TransferPhase.FirstByte);
            if (!reply.IsPreliminary)
            {
                throw FtpFailures.Refused(Peer, what, reply, otherwise);
            }

            hasBegun = true;
            if (tls is not null)
            {
                await SecureAsync(data, tls, what, cancellationToken);
            }

            SocketEvents.Annotate(data.Connection, $"FTP data connection of {verb}");
            return data;
        }
        catch
        {
            data.Abort();
            await data.DisposeAsync();
            if (hasBegun)
            {
                await SettleAsync();
            }

            throw;
        }
    }

    async Task SecureAsync(FtpData data, TlsClient tls, string what, CancellationToken cancellationToken)
    {
        try
        {
            await data.SecureAsync(tls, connector, cancellationToken);
        }
        catch (LayerException error) when (error.Failure is LayerFailure.Tls or LayerFailure.Protocol)
        {
            // The server has ended it: its reply says why.
            await EndAsync(what, TransferFailure.NoDataConnection, cancellationToken);
            throw new TransferException(TransferFailure.NoDataConnection, $"the data connection: {error.Message}", error.Hint, error);
        }
    }

    /// <summary>The last reply of a transfer, after the data connection has ended.</summary>
    public async Task EndAsync(string what, TransferFailure otherwise, CancellationToken cancellationToken)
    {
        FtpReply reply;
        try
        {
            reply = await control.ReadAsync("its word that the transfer is complete", cancellationToken);
        }
        catch (TransferException error) when (error.Failure == TransferFailure.ReceiveFailed)
        {
            throw new TransferException(TransferFailure.Partial, $"{error.Message}: the file may be cut short", error.Hint, error);
        }

        if (!reply.IsDone)
        {
            if (reply.Code == 522)
            {
                // vsftpd hangs up behind it.
                control.GiveUp();
            }

            throw FtpFailures.Refused(Peer, what, reply, otherwise);
        }
    }

    /// <summary>After a transfer was given up: tells the server, and reads what it still says of it. Throws nothing.</summary>
    public async Task SettleAsync()
    {
        if (control.IsOver)
        {
            return;
        }

        // 426 and then 226, or 225 when it had ended by itself: which and how many differs, so the session is not used any more.
        using var limit = new CancellationTokenSource(Parting, options.TimeProvider);
        try
        {
            var reply = await control.AskAsync("ABOR", null, limit.Token);
            if (!reply.IsDone)
            {
                await control.ReadAsync("the reply to ABOR", limit.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            options.Trace($"ABOR: {error.Message}");
        }

        control.GiveUp();
    }

    public async ValueTask DisposeAsync()
    {
        if (!control.IsOver)
        {
            using var limit = new CancellationTokenSource(Parting, options.TimeProvider);
            try
            {
                await control.AskAsync("QUIT", null, limit.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                options.Trace($"QUIT: {error.Message}");
            }
        }

        await control.DisposeAsync();
    }

    async Task<ConnectionContext> OpenDataAsync(CancellationToken cancellationToken)
    {
        if (!_noExtendedPassive)
        {
            var extended = await control.AskAsync("EPSV", null, cancellationToken);
            if (extended.Code == 229 && FtpPassive.TryParseExtended(extended.Text, out var extendedPort))
            {
                try
                {
                    return await ConnectDataAsync(extendedPort, cancellationToken);
                }
                catch (Exception error) when (error is ConnectException or LayerException && IsIPv4)
                {
                    // A firewall that reads PASV and knows no EPSV is older than the RFC and still about.
                    options.Trace($"EPSV: {error.Message}");
                }
            }

            _noExtendedPassive = true;
        }

        var reply = await control.AskAsync("PASV", null, cancellationToken);
        if (reply.Code != 227 || !FtpPassive.TryParse(reply.Text, out var address, out var port))
        {
            throw new TransferException(TransferFailure.NoDataConnection, $"{Peer} offers no data connection: {reply}", "Passive mode is spoken here (EPSV, PASV); the server does not.");
        }

        if (!_toldForeignAddress && control.RemoteEndPoint is IPEndPoint { Address: var peer } && !connector.IsProxied && !peer.MapToIPv4OrSelf().Equals(address))
        {
            _toldForeignAddress = true;
            options.Trace($"PASV names {address}: data connections go to {peer} all the same");
        }

        return await ConnectDataAsync(port, cancellationToken);
    }

    bool IsIPv4 => control.RemoteEndPoint is not IPEndPoint { Address: { IsIPv4MappedToIPv6: false, AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } };

    /// <summary>Always to the control connection's peer: a server that names another machine would have us attack it.</summary>
    async Task<ConnectionContext> ConnectDataAsync(int port, CancellationToken cancellationToken)
    {
        var host = !connector.IsProxied && control.RemoteEndPoint is IPEndPoint { Address: var address } ? address.ToString() : url.Host;
        return await connector.ConnectAsync(host, port, null, cancellationToken);
    }
}
