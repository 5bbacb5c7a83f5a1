using System.Net;
using System.Text;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>The opening handshake, both sides, without a socket.</summary>
public class WebSocketHandshakeTests
{
    const string Good = "GET /chat?x=1 HTTP/1.1\r\nHost: localhost:8081\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 8081);

    [Fact]
    public void The_key_of_the_RFC_gives_the_accept_of_the_RFC() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.AcceptFor("dGhlIHNhbXBsZSBub25jZQ=="));

    [Fact]
    public void Every_key_is_new_and_a_key()
    {
        var keys = Enumerable.Range(0, 100).Select(static _ => WebSocketHandshake.NewKey()).ToList();
        Assert.Equal(100, keys.Distinct().Count());
        Assert.All(keys, static key => Assert.True(WebSocketHandshake.IsKey(key)));
    }

    [Fact]
    public void A_good_request_is_accepted_without_what_it_did_not_ask_for()
    {
        var answer = Answer(Good, new());
        Assert.Null(answer.Refusal);
        Assert.False(answer.HalfClose);
        Assert.Equal(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
            Encoding.ASCII.GetString(answer.Response));
    }

    [Fact]
    public void Half_close_is_accepted_from_who_offers_it_among_others()
    {
        var answer = Answer(With("Sec-WebSocket-Extensions: permessage-deflate; x=1, patchbay-half-close"), new());
        Assert.True(answer.HalfClose);
        Assert.Contains("\r\nSec-WebSocket-Extensions: patchbay-half-close\r\n", Encoding.ASCII.GetString(answer.Response));
    }

    [Theory]
    [InlineData("POST /chat?x=1", "GET /chat?x=1", "405 Method Not Allowed")]
    [InlineData("Host: localhost:8081", "Host: a\r\nHost: b", "400 Bad Request: Exactly one Host")]
    [InlineData("Upgrade: websocket\r\n", "", "426 Upgrade Required")]
    [InlineData("keep-alive, Upgrade", "keep-alive", "426 Upgrade Required")]
    [InlineData("Version: 13", "Version: 8", "426 Upgrade Required: WebSocket version 13 is needed, and 8 is named")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ==", "400 Bad Request: Sec-WebSocket-Key")]
    [InlineData("HTTP/1.1", "HTTP/1.0", "400 Bad Request")]
    [InlineData("Host: localhost:8081", "Host: evil.example:8081", "403 Forbidden: Refused: this listener is on loopback, and evil.example:8081 is a name of elsewhere")]
    [InlineData("/chat?x=1", "/other", "404 Not Found: There is nothing at /other")]
    public void A_request_with_one_thing_wrong_is_refused_and_says_which(string part, string instead, string refusal)
    {
        var request = part == "POST /chat?x=1" ? Good.Replace(instead, part, StringComparison.Ordinal) : Good.Replace(part, instead, StringComparison.Ordinal);
        var answer = Answer(request, new() { Path = "/chat" });
        Assert.StartsWith(refusal, answer.Refusal);
        Assert.StartsWith($"HTTP/1.1 {refusal.Split(':')[0]}\r\nConnection: ", Encoding.ASCII.GetString(answer.Response));
        Assert.True(HttpHeadParser.TryParse(answer.Response, out var head, out var length, out _));
        Assert.Equal(answer.Response.Length - length, int.Parse(head!.Find("Content-Length")!));
    }

    [Theory]
    [InlineData(null, null, "localhost:1", true)]
    [InlineData(null, null, "127.0.0.1:1", true)]
    [InlineData(null, null, "[::1]:1", true)]
    [InlineData(null, null, "app.localhost", true)]
    [InlineData(null, null, "evil.example", false)]
    [InlineData(null, "http://localhost:3000", "localhost:1", true)]
    [InlineData(null, "http://localhost:3000", "127.0.0.1:1", true)]
    [InlineData(null, "http://[::1]:3000", "localhost", true)]
    [InlineData(null, "https://evil.example", "localhost:1", false)]
    [InlineData(null, "http://localhost.evil.example", "localhost:1", false)]
    [InlineData(null, "null", "localhost:1", false)]
    [InlineData(null, "https://evil.example", "evil.example", false)]
    [InlineData("https://app.example", "https://app.example", "app.example", true)]
    [InlineData("https://app.example", "https://APP.example", "localhost", true)]
    [InlineData("https://app.example", "http://app.example", "localhost", false)]
    [InlineData("https://app.example", null, "localhost", false)]
    [InlineData("*", "https://evil.example", "evil.example", true)]
    public void Pages_of_elsewhere_may_not_connect_to_loopback(string? demanded, string? origin, string host, bool allowed) =>
        Assert.Equal(allowed, OriginPolicy.Refuse(demanded, origin, host, Loopback) is null);

    [Fact]
    public void Off_loopback_a_page_may_connect_to_the_host_it_came_from()
    {
        var local = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 80);
        Assert.Null(OriginPolicy.Refuse(null, "https://app.example", "app.example", local));
        Assert.NotNull(OriginPolicy.Refuse(null, "https://evil.example", "app.example", local));
    }

    [Fact]
    public void A_listener_with_subprotocols_takes_its_own_first_choice_or_refuses()
    {
        var options = new WebSocketOptions { Protocols = ["b", "a"] };
        Assert.Contains("\r\nSec-WebSocket-Protocol: b\r\n", Encoding.ASCII.GetString(Answer(With("Sec-WebSocket-Protocol: a, b"), options).Response));
        Assert.StartsWith("400", Answer(With("Sec-WebSocket-Protocol: c"), options).Refusal);
        Assert.StartsWith("400", Answer(Good, options).Refusal);
        Assert.DoesNotContain("Protocol:", Encoding.ASCII.GetString(Answer(With("Sec-WebSocket-Protocol: a"), new()).Response));
    }

    [Fact]
    public void Our_client_is_accepted_by_our_listener()
    {
        var client = new WebSocketClientHandshake(new() { Path = "/chat", Host = "localhost:8081", Protocols = ["a", "b"], Origin = "http://localhost" }, WebSocketHandshake.NewKey());
        var answer = Answer(Encoding.ASCII.GetString(client.Request()), new() { Path = "/chat", Protocols = ["b"] });
        Assert.Null(answer.Refusal);
        Assert.Null(client.Judge(Parse(Encoding.ASCII.GetString(answer.Response))));
        Assert.True(client.HalfClose);
    }

    [Theory]
    [InlineData("HTTP/1.1 101 X", "HTTP/1.1 301 Moved\r\nLocation: https://x/", "the server answered 301 Moved", "It points to https://x/.")]
    [InlineData("HTTP/1.1 101 X", "HTTP/1.1 404 Not Found", "the server answered 404 Not Found", "Is the path right?")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c", "the server answered 101 X without an upgrade to websocket", null)]
    [InlineData("s3pPLM", "t3pPLM", "the server's Sec-WebSocket-Accept is wrong", null)]
    [InlineData("Connection:", "Sec-WebSocket-Extensions: permessage-deflate\r\nConnection:", "the server chose the extension permessage-deflate, which was not offered", null)]
    [InlineData("Connection:", "Sec-WebSocket-Protocol: chat\r\nConnection:", "the server chose the subprotocol chat, which was not offered", "Ask for it with protocol=chat.")]
    public void A_response_with_one_thing_wrong_is_no_upgrade_and_says_which(string part, string instead, string failure, string? hint)
    {
        const string Response = "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
        var client = new WebSocketClientHandshake(new(), "dGhlIHNhbXBsZSBub25jZQ==");
        Assert.Null(client.Judge(Parse(Response)));
        var refusal = client.Judge(Parse(Response.Replace(part, instead, StringComparison.Ordinal)));
        Assert.Equal(failure, refusal?.Failure);
        Assert.Equal(hint ?? refusal?.Hint, refusal?.Hint);
    }

    [Theory]
    [InlineData("ws://h/p?q", "h", "/p?q")]
    [InlineData("ws://h:81", "h:81", "/")]
    [InlineData("wss://h:443/", "h", "/")]
    [InlineData("ws://h:443/", "h:443", "/")]
    [InlineData("ws://[fe80::1%eth0]:81/", "[fe80::1]:81", "/")]
    [InlineData("ws+unix:/run/x,path=/p", "localhost", "/p")]
    [InlineData("ws+unix:/run/x", "localhost", null)]
    public void An_address_says_what_to_ask_for(string address, string host, string? path)
    {
        var options = WebSocketOptions.Read(Address.Parse(address));
        Assert.Equal((host, path), (options.Host, options.Path));
    }

    [Theory]
    [InlineData("65536", 65536), InlineData("16k", 16384), InlineData("16M", 16 << 20), InlineData("1g", 1 << 30), InlineData("0", 0), InlineData("k", 0), InlineData("-1", 0), InlineData("9999999999999g", 0), InlineData("1.5m", 0)]
    public void Sizes_are_read(string text, long size)
    {
        Assert.Equal(size > 0, WebSocketOptions.TryReadSize(text, out var read));
        Assert.Equal(size, read);
    }

    static WebSocketServerHandshake Answer(string request, WebSocketOptions options) => WebSocketServerHandshake.Answer(Parse(request), options, Loopback);

    static string With(string field) => Good.Replace("\r\n\r\n", $"\r\n{field}\r\n\r\n", StringComparison.Ordinal);

    static HttpHead Parse(string text)
    {
        Assert.True(HttpHeadParser.TryParse(Encoding.ASCII.GetBytes(text), out var head, out _, out var failure));
        Assert.Null(failure);
        return head!;
    }
}
