using System.Text;

namespace Patchbay.Sockets;

/// <summary>The method CONNECT (RFC 9110 section 9.3.6), client's side.</summary>
internal sealed class HttpConnectHandshake : ProxyHandshake
{
    bool _isDone;

    /// <param name="host">Name or literal of the target; the proxy resolves it.</param>
    /// <param name="port">The target's port.</param>
    /// <param name="credentials">Sent with the request when given (Basic, RFC 7617).</param>
    /// <exception cref="LayerException">The user has a colon.</exception>
    public HttpConnectHandshake(string host, int port, ProxyCredentials? credentials)
    {
        var zone = host.IndexOf('%', StringComparison.Ordinal);
        var target = ProxyAddress.JoinHost(zone < 0 ? host : host[..zone], port);
        var text = new StringBuilder("CONNECT ").Append(target).Append(" HTTP/1.1\r\nHost: ").Append(target).Append("\r\n");
        if (credentials is not null)
        {
            if (credentials.User.Contains(':', StringComparison.Ordinal))
            {
                throw new LayerException(LayerFailure.Proxy, "the user for the proxy has a colon, which HTTP's Basic login cannot carry");
            }

            text.Append("Proxy-Authorization: Basic ").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}"))).Append("\r\n");
        }

        Output = Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }

    public override bool IsDone => _isDone;

    public override int Read(ReadOnlySpan<byte> input)
    {
        if (_isDone || Failure is not null || !HttpHeadParser.TryParse(input, out var head, out var length, out var failure))
        {
            return 0;
        }

        if (head is null || !head.StartLine[0].StartsWith("HTTP/", StringComparison.Ordinal))
        {
            return Fail(input[0] == 5 ? "it seems to speak SOCKS5 and not HTTP" : $"it does not speak HTTP: {failure ?? "its answer is a request"}", "Is it another kind of proxy? via=socks5:HOST:PORT.");
        }

        var status = $"{head.StartLine[1]} {head.StartLine[2]}".TrimEnd();
        switch (head.StartLine[1][0])
        {
            case '1':
                // An interim response; the final one follows (RFC 9110 section 15.2).
                return length;
            case '2':
                // A response to CONNECT has no content, whatever its fields say (RFC 9110 section 9.3.6).
                _isDone = true;
                return length;
            default:
                return Fail($"it answered {status}", HintFor(head.StartLine[1]));
        }
    }

    static string HintFor(string status) => status switch
    {
        "407" => $"Set {ProxyCredentials.UserVariable} and {ProxyCredentials.PasswordVariable} in the environment.",
        "403" or "405" => "Many proxies connect to port 443 only.",
        "400" or "501" => "Is it a proxy, or a web server?",
        "502" or "503" or "504" => "The proxy works; it could not reach the target. The name is resolved by the proxy, not here.",
        _ => "",
    };
}
