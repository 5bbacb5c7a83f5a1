using System.Globalization;
using System.Net;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>A server's answer to the head of a request (RFC 6455 section 4.2). Pure.</summary>
/// <param name="Response">The octets to send.</param>
/// <param name="Refusal">Why the upgrade is refused, one line; null when it is done.</param>
/// <param name="HalfClose">The half-close extension is in force.</param>
/// <param name="Path">What the client asked for.</param>
internal sealed record WebSocketServerHandshake(byte[] Response, string? Refusal, bool HalfClose, string Path)
{
    /// <summary>Answers a request.</summary>
    /// <param name="head">The request.</param>
    /// <param name="options">What the listener demands.</param>
    /// <param name="local">Our end of the connection, for <see cref="OriginPolicy"/>.</param>
    public static WebSocketServerHandshake Answer(HttpHead head, WebSocketOptions options, EndPoint? local)
    {
        if (head.StartLine[0].StartsWith("HTTP/", StringComparison.Ordinal))
        {
            return Refuse("400 Bad Request", "This is a response, and a request is needed.");
        }

        var path = PathOf(head.StartLine[1]);
        var key = head.Find("Sec-WebSocket-Key");
        if (head.StartLine[0] != "GET")
        {
            return Refuse("405 Method Not Allowed", "A WebSocket begins with GET.", "Allow: GET\r\n");
        }

        if (head.Count("Host") != 1)
        {
            return Refuse("400 Bad Request", "Exactly one Host field is needed.");
        }

        if (options.Path is not null && path.Split('?')[0] != options.Path)
        {
            return Refuse("404 Not Found", $"There is nothing at {path}.");
        }

        if (!head.Has("Upgrade", "websocket") || !head.Has("Connection", "upgrade"))
        {
            return Refuse("426 Upgrade Required", "This address speaks WebSocket (RFC 6455) and nothing else.", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
        }

        if (head.Find("Sec-WebSocket-Version") is not "13" and var version)
        {
            return Refuse("426 Upgrade Required", $"WebSocket version 13 is needed, and {(version is null ? "none is named" : $"{version} is named")}.", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
        }

        if (head.StartLine[2] != "HTTP/1.1" || head.Count("Sec-WebSocket-Key") != 1 || !WebSocketHandshake.IsKey(key))
        {
            return Refuse("400 Bad Request", "Sec-WebSocket-Key is missing or is not 16 bytes in base64.");
        }

        if (OriginPolicy.Refuse(options.Origin, head.Find("Origin"), head.Find("Host")!, local) is { } forbidden)
        {
            return Refuse("403 Forbidden", $"Refused: {forbidden}.");
        }

        var offered = head.List("Sec-WebSocket-Protocol").ToList();
        var protocol = options.Protocols.FirstOrDefault(offered.Contains);
        return options.Protocols.Count > 0 && protocol is null
            ? Refuse("400 Bad Request", $"The subprotocol {string.Join(" or ", options.Protocols)} is needed.")
            : Accept(head, key, protocol, path);
    }

    /// <summary>The answer to what is no request at all.</summary>
    public static WebSocketServerHandshake AnswerGarbage(string failure) =>
        failure.Contains("than", StringComparison.Ordinal) ? Refuse("431 Request Header Fields Too Large", $"Refused: {failure}.") : Refuse("400 Bad Request", $"Refused: {failure}.");

    static WebSocketServerHandshake Accept(HttpHead head, string key, string? protocol, string path)
    {
        var halfClose = head.Has("Sec-WebSocket-Extensions", WebSocketHandshake.HalfCloseExtension);
        var text = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
            .Append(WebSocketHandshake.AcceptFor(key)).Append("\r\n");
        if (protocol is not null)
        {
            text.Append("Sec-WebSocket-Protocol: ").Append(protocol).Append("\r\n");
        }

        if (halfClose)
        {
            text.Append("Sec-WebSocket-Extensions: ").Append(WebSocketHandshake.HalfCloseExtension).Append("\r\n");
        }

        return new(Encoding.ASCII.GetBytes(text.Append("\r\n").ToString()), null, halfClose, path);
    }

    static WebSocketServerHandshake Refuse(string status, string why, string fields = "")
    {
        var body = why + "\n";
        var connection = fields.StartsWith("Upgrade", StringComparison.Ordinal) ? "Upgrade, close" : "close";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nConnection: {connection}\r\n{fields}Content-Type: text/plain; charset=us-ascii\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        return new(Encoding.ASCII.GetBytes(text), $"{status}: {why.TrimEnd('.')}", false, "");
    }

    /// <summary>The path of a request target, also of one in absolute form (RFC 9112 section 3.2.2).</summary>
    static string PathOf(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || target.StartsWith('/'))
        {
            return target;
        }

        var slash = target.IndexOf('/', scheme + 3);
        return slash < 0 ? "/" : target[slash..];
    }
}
