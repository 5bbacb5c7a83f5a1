using System.Text;

namespace Patchbay.Sockets;

/// <summary>A client's side of the opening handshake (RFC 6455 section 4.1): the request, and the judgement of the response. Pure.</summary>
/// <param name="options">What to ask for.</param>
/// <param name="key">The nonce: <see cref="WebSocketHandshake.NewKey"/>.</param>
internal sealed class WebSocketClientHandshake(WebSocketOptions options, string key)
{
    /// <summary>The response accepts the half-close extension. Known after <see cref="Judge"/>.</summary>
    public bool HalfClose { get; private set; }

    /// <summary>The octets to send.</summary>
    public byte[] Request()
    {
        var text = new StringBuilder("GET ").Append(options.Path ?? "/").Append(" HTTP/1.1\r\nHost: ").Append(options.Host)
            .Append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ").Append(key)
            .Append("\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: ").Append(WebSocketHandshake.HalfCloseExtension).Append("\r\n");
        if (options.Origin is { } origin)
        {
            text.Append("Origin: ").Append(origin).Append("\r\n");
        }

        if (options.Protocols.Count > 0)
        {
            text.Append("Sec-WebSocket-Protocol: ").AppendJoin(", ", options.Protocols).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }

    /// <summary>Why the response is no upgrade, in words with a hint; null when it is one.</summary>
    public (string Failure, string Hint)? Judge(HttpHead head)
    {
        if (!head.StartLine[0].StartsWith("HTTP/", StringComparison.Ordinal))
        {
            return ("the answer is an HTTP request", "Does a client listen there?");
        }

        var status = $"{head.StartLine[1]} {head.StartLine[2]}".TrimEnd();
        if (head.StartLine[1] != "101")
        {
            return ($"the server answered {status}", HintFor(head));
        }

        if (!head.Has("Upgrade", "websocket") || !head.Has("Connection", "upgrade"))
        {
            return ($"the server answered {status} without an upgrade to websocket", "It is no WebSocket server, or something on the way took the fields out.");
        }

        if (head.Find("Sec-WebSocket-Accept") != WebSocketHandshake.AcceptFor(key))
        {
            return ("the server's Sec-WebSocket-Accept is wrong", "It did not understand the request; a cache or proxy may have answered.");
        }

        var extensions = head.List("Sec-WebSocket-Extensions").ToList();
        if (extensions.Find(static name => name != WebSocketHandshake.HalfCloseExtension) is { } extension)
        {
            return ($"the server chose the extension {extension}, which was not offered", "");
        }

        HalfClose = extensions.Count > 0;
        return JudgeProtocol(head.Find("Sec-WebSocket-Protocol"));
    }

    (string Failure, string Hint)? JudgeProtocol(string? chosen) => chosen switch
    {
        null when options.Protocols.Count > 0 => ($"the server speaks no subprotocol of {string.Join(", ", options.Protocols)}", "Leave protocol= out, or ask for one that it speaks."),
        not null when !options.Protocols.Contains(chosen) => ($"the server chose the subprotocol {chosen}, which was not offered", $"Ask for it with protocol={chosen}."),
        _ => null,
    };

    static string HintFor(HttpHead head) => head.StartLine[1] switch
    {
        "400" => "The server did not like the request; a proxy on the way may have changed it.",
        "401" => "It wants a login, which this address cannot give.",
        "403" => "It may want another Origin: origin=https://HOST.",
        "404" => "Is the path right?",
        "426" => "It wants another version of the protocol.",
        _ when head.Find("Location") is { } location => $"It points to {location}.",
        _ => "Is this a WebSocket server?",
    };
}
