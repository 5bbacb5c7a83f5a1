using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>Gives HttpClient connections of our engine, under our TLS.</summary>
internal sealed class HttpConnector(TransferConnector connector, TransferOptions options, TransferTiming timing)
{
    /// <summary>A client whose every connection is ours. It follows no redirect, keeps no cookie and unpacks nothing.</summary>
    public HttpMessageInvoker CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,
        // Our own limits come first, with words.
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        Expect100ContinueTimeout = TimeSpan.FromSeconds(1),
    });

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var isTls = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        var tls = isTls ? connector.OpenTls(host, port, resumes: false, options.OnlyHttp11 ? "http/1.1" : "h2,http/1.1") : null;
        var connection = await connector.ConnectAsync(host, port, timing, cancellationToken);
        if (tls is null)
        {
            return connection.AsStream();
        }

        var stream = await connector.SecureStreamAsync(tls, connection, cancellationToken);
        timing.Mark(TransferPhase.Tls);
        return stream;
    }
}
