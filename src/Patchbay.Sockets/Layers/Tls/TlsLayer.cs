using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>TLS 1.2 and 1.3 by SslStream, on either side. <see cref="TlsConnection"/> says how the ends are told.</summary>
/// <param name="client">The client's side, or null where the address listens.</param>
/// <param name="server">The server's side, or null where the address connects.</param>
internal sealed class TlsLayer(TlsClient? client, TlsServer? server) : IConnectionLayer
{
    public const string Word = "tls";

    public string Name => Word;

    public ValueTask<ConnectionContext> ConnectAsync(ConnectionContext inner, CancellationToken cancellationToken) =>
        client is null ? throw new InvalidOperationException("This address listens.") : client.HandshakeAsync(inner, cancellationToken);

    public ValueTask<ConnectionContext> AcceptAsync(ConnectionContext inner, CancellationToken cancellationToken) =>
        server is null ? throw new InvalidOperationException("This address connects.") : server.HandshakeAsync(inner, cancellationToken);

    /// <summary>The peer in messages.</summary>
    public static string NameOf(ConnectionContext connection) => connection.RemoteEndPoint?.ToString() is { Length: > 0 } name ? name : "the peer";

    /// <summary>Runs a handshake. When it fails, says why and lets go of the connection: an alert for the peer goes out first.</summary>
    public static async ValueTask<ConnectionContext> HandshakeAsync(
        ConnectionContext inner, TlsTransport transport, TlsWords words, bool allowsTruncation, TimeProvider clock, Func<SslStream, CancellationToken, Task> authenticate, CancellationToken cancellationToken)
    {
        var tls = await AuthenticateAsync(inner, transport, words, authenticate, cancellationToken);
        return new TlsConnection(inner, transport, tls, words, allowsTruncation, clock);
    }

    /// <summary>The handshake alone.</summary>
    public static async ValueTask<SslStream> AuthenticateAsync(
        ConnectionContext inner, TlsTransport transport, TlsWords words, Func<SslStream, CancellationToken, Task> authenticate, CancellationToken cancellationToken)
    {
        var tls = new SslStream(transport, leaveInnerStreamOpen: !transport.IsWholeStream);
        try
        {
            await transport.EnterAsync();
            try
            {
                await authenticate(tls, cancellationToken);
            }
            finally
            {
                transport.Leave();
            }

            await transport.EndHandshakeAsync(keepsLast: tls.IsServer && tls.SslProtocol == SslProtocols.Tls13);
            if (SocketEvents.IsEnabled)
            {
                SocketEvents.Annotate(inner, Describe(tls));
            }

            return tls;
        }
        catch (Exception error)
        {
            await SendAlertAsync(transport);
            await tls.DisposeAsync();
            await inner.DisposeAsync();
            if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw words.HandshakeFailed(error);
        }
    }

    static async Task SendAlertAsync(TlsTransport transport)
    {
        try
        {
            await transport.EndHandshakeAsync(keepsLast: false);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // Nobody is there to hear it; why the handshake failed is known.
        }
    }

    /// <summary>What was agreed on, in the words of the field: <c>TLS 1.3, ALPN h2, TLS_AES_256_GCM_SHA384, peer CN=db</c>.</summary>
    static string Describe(SslStream tls)
    {
#pragma warning disable CA5398, SYSLIB0039 // Named to be shown.
        var version = tls.SslProtocol switch
        {
            SslProtocols.Tls12 => "TLS 1.2",
            SslProtocols.Tls13 => "TLS 1.3",
            var other => other.ToString(),
        };
#pragma warning restore CA5398, SYSLIB0039
        var alpn = tls.NegotiatedApplicationProtocol.Protocol.IsEmpty ? "" : $", ALPN {tls.NegotiatedApplicationProtocol}";
        var peer = tls.RemoteCertificate is { } certificate ? $", peer {certificate.Subject}" : "";
        return $"{version}{alpn}, {tls.NegotiatedCipherSuite}{peer}";
    }
}
