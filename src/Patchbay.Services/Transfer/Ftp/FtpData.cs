using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>One data connection: opened before the command that uses it, under TLS after the server has begun.</summary>
/// <param name="connection">Owned.</param>
internal sealed class FtpData(ConnectionContext connection) : IAsyncDisposable
{
    public ConnectionContext Connection { get; private set; } = connection;

    public async Task SecureAsync(TlsClient tls, TransferConnector connector, CancellationToken cancellationToken) =>
        Connection = await connector.SecureAsync(tls, Connection, cancellationToken);

    /// <summary>Everything that comes, in an error's own words when it breaks off.</summary>
    public Stream Read(string peer, TransferOptions options) =>
        new PatientStream(new FtpDataStream(Connection, peer), new Patience(peer, options.Timeout, options.TimeProvider), options.Timeout, options.TimeProvider);

    /// <summary>Cuts it: the server must not take what was sent for a whole file.</summary>
    public void Abort() => Connection.Abort(new ConnectionAbortedException("The transfer was given up."));

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
