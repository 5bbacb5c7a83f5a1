using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>Puts what went wrong with TLS into words. One for each connection.</summary>
/// <param name="peer">Who the peer is: <c>db:443</c>, <c>127.0.0.1:51234</c>.</param>
/// <param name="isServer">We are the server.</param>
/// <param name="hasCertificate">We have a certificate to show.</param>
/// <param name="transport">What the peer really sent.</param>
internal sealed class TlsWords(string peer, bool isServer, bool hasCertificate, TlsTransport transport)
{
    // The first byte of a record: 20 to 24 (RFC 8446 section 5.1); the next is 3 in every version.
    const byte Alert = 21;
    const byte Handshake = 22;
    const byte ClientHello = 1;

    /// <summary>What was wrong with the peer's certificate; the verification sets it.</summary>
    public LayerException? Verdict { get; set; }

    /// <summary>The server asked for a client certificate.</summary>
    public bool IsCertificateAsked { get; set; }

    /// <summary>The peer has sent a byte of what TLS carries.</summary>
    public bool HasReceived { get; set; }

    /// <summary>The handshake failed.</summary>
    public LayerException HandshakeFailed(Exception error)
    {
        if (Verdict is not null)
        {
            return Verdict;
        }

        var reason = OpenSslReason.Of(error);
        var opening = transport.Opening;
        if (OpenSslReason.AlertOf(reason) is { } alert)
        {
            return FromAlert(alert, error);
        }

        if (!opening.IsEmpty && !LooksLikeTls(opening))
        {
            return isServer
                ? new LayerException(LayerFailure.Tls, $"{peer} speaks no TLS: it sent {FirstBytes.Show(opening)}", "A client of this listener begins with a TLS handshake.", error)
                : new LayerException(LayerFailure.Tls, $"{peer} speaks no TLS: it answered {FirstBytes.Show(opening)}", "Without the tls layer the address is tcp:HOST:PORT; a protocol that starts TLS later (STARTTLS) is not spoken here.", error);
        }

        if (!isServer && opening.Length > 5 && opening[0] == Handshake && opening[5] == ClientHello)
        {
            return new LayerException(LayerFailure.Tls, $"{peer} speaks no TLS: it sent our own hello back", "An echo service without TLS does that.", error);
        }

        if (transport.HasEnded || Find<ConnectionResetException>(error) is not null)
        {
            var how = transport.HasEnded ? "closed the connection" : "reset the connection";
            return new LayerException(LayerFailure.Tls, opening.IsEmpty ? $"{peer} {how} before it sent a byte of TLS" : $"{peer} {how} in the middle of the TLS handshake",
                isServer ? "" : "A server that does so speaks no TLS on this port, or does not want this client.", error);
        }

        return FromReason(reason, error);
    }

    /// <summary>Something failed after the handshake. What is no failure of TLS is given back as it is.</summary>
    public Exception Later(Exception error)
    {
        if (Find<ConnectionAbortedException>(error) is { } aborted)
        {
            return aborted;
        }

        if (Find<ConnectionResetException>(error) is { } reset)
        {
            return EndsInsteadOfAlert ? Unwelcome(reset) : reset;
        }

        // TLS 1.3: a client has finished its handshake before the server looks at its certificate, so the refusal comes with the first read.
        var reason = OpenSslReason.Of(error);
        return OpenSslReason.AlertOf(reason) is { } alert ? FromAlert(alert, error)
            : reason != 0 ? new LayerException(LayerFailure.Protocol, $"{peer} sent what cannot be decrypted: {Innermost(error)}", "The stream was damaged on its way, or the peer does not keep to TLS.", error)
            : error;
    }

    /// <summary>The peer's bytes ended without close_notify.</summary>
    public LayerException Truncated() => EndsInsteadOfAlert ? Unwelcome(null) : new(LayerFailure.Protocol,
        $"{peer} ended the connection without TLS's close_notify: what it sent may be cut short (RFC 8446 section 6.1)",
        "Where a peer is known to end so, the address option truncation=allow takes it for an end.");

    // SslStream on OpenSSL sends no alert when it does not take a certificate: it only ends the connection. In TLS 1.3 that is after our side's handshake.
    bool EndsInsteadOfAlert => !HasReceived && (isServer || hasCertificate || IsCertificateAsked);

    LayerException Unwelcome(Exception? cause) => (isServer, hasCertificate) switch
    {
        (true, _) => new(LayerFailure.Protocol, $"{peer} ended the connection right after the TLS handshake", "A client that does not trust our certificate does that.", cause),
        (false, true) => new(LayerFailure.Certificate, $"{peer} ended the connection right after the TLS handshake: it seems to refuse our client certificate", "The server decides whom it trusts; its log says why.", cause),
        _ => new(LayerFailure.Certificate, $"{peer} ended the connection right after the TLS handshake, in which it asked for a client certificate", "The address options are cert=FILE and key=FILE.", cause),
    };

    LayerException FromAlert(int alert, Exception error)
    {
        var meaning = TlsAlert.Meaning(alert);
        if (!TlsAlert.IsAboutCertificate(alert))
        {
            return new LayerException(LayerFailure.Tls, $"{peer} refused the TLS handshake: {meaning}", alert switch
            {
                70 => "The address option min= says the lowest version we take; the peer has a bound of its own.",
                112 => "The address option sni=NAME says which name is asked for.",
                120 => "The address option alpn= says which protocols we offer.",
                40 when !isServer && !hasCertificate => "Servers that demand a client certificate say this too: cert=FILE and key=FILE.",
                _ => "",
            }, error);
        }

        return isServer
            ? new LayerException(LayerFailure.Certificate, $"{peer} does not accept our certificate: {meaning}", "", error)
            : !hasCertificate
                ? new LayerException(LayerFailure.Certificate, $"{peer} demands a client certificate", "The address options are cert=FILE and key=FILE.", error)
                : new LayerException(LayerFailure.Certificate, $"{peer} refused our client certificate: {meaning}", "The server decides whom it trusts.", error);
    }

    LayerException FromReason(int reason, Exception error) => reason switch
    {
        OpenSslReason.NoProtocolsAvailable or OpenSslReason.UnsupportedProtocol or OpenSslReason.WrongVersionNumber or OpenSslReason.VersionTooLow =>
            new LayerException(LayerFailure.Tls, $"{peer} and we have no TLS version in common", "The lowest we take is said by the address option min=, 1.2 unless written.", error),
        OpenSslReason.NoSharedCipher => new LayerException(LayerFailure.Tls, $"{peer} and we have no cipher in common", "", error),
        OpenSslReason.NoApplicationProtocol => new LayerException(LayerFailure.Tls, $"{peer} and we have no application protocol in common", "The address option alpn= says which we take.", error),
        OpenSslReason.NoCertificateReturned => new LayerException(LayerFailure.Certificate, $"{peer} showed no client certificate, and client-ca demands one", "", error),
        OpenSslReason.HttpRequest or OpenSslReason.HttpsProxyRequest => new LayerException(LayerFailure.Tls, $"{peer} speaks no TLS: it sent a plain HTTP request", "", error),
        _ => new LayerException(LayerFailure.Tls, $"the TLS handshake with {peer} failed: {Innermost(error)}", "", error),
    };

    static bool LooksLikeTls(ReadOnlySpan<byte> opening) => opening[0] is Alert or Handshake && (opening.Length < 2 || opening[1] == 3);

    static T? Find<T>(Exception? error) where T : Exception
    {
        while (error is not null and not T)
        {
            error = error.InnerException;
        }

        return (T?)error;
    }

    /// <summary>The last cause, without OpenSSL's code and library: what is after "SSL routines::".</summary>
    static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        var text = error.Message.TrimEnd('.');
        var at = text.LastIndexOf("::", StringComparison.Ordinal);
        return at < 0 ? text : text[(at + 2)..];
    }
}
