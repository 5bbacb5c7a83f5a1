using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

/// <summary>POST /rpc, as the web service serves it: on Kestrel.</summary>
public sealed class RpcHttpTests : IAsyncLifetime, IDisposable
{
    readonly HttpClient _client = new() { Timeout = ChildProcess.Limit };
    RunningStream? _service;
    WebApplication? _web;

    public async Task InitializeAsync()
    {
        var service = new RpcService();
        _service = await RunningStream.StartAsync(service, ("socket", "none"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        service.MapWeb(_web);
        await _web.StartAsync();
        _client.BaseAddress = new Uri(_web.Urls.First());
    }

    public async Task DisposeAsync()
    {
        await _web!.DisposeAsync();
        await _service!.DisposeAsync();
    }

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":1.0}""", 200, """{"jsonrpc":"2.0","result":3,"id":1.0}""")]
    [InlineData("""[{"jsonrpc":"2.0","method":"rpc.ping","id":"a"},{"jsonrpc":"2.0","method":"rpc.ping"},1]""", 200, """[{"jsonrpc":"2.0","result":"pong","id":"a"},{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}]""")]
    [InlineData("""{"jsonrpc":"2.0","method":"rpc.ping"}""", 204, "")]
    [InlineData("""{"jsonrpc":"2.0","method":"count","params":{"to":2,"every":1,"workDoneToken":1},"id":1}""", 200, """{"jsonrpc":"2.0","result":2,"id":1}""")]
    [InlineData("{\"broken", 200, """{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}""")]
    [InlineData("", 200, """{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}""")]
    public async Task A_posted_message_is_answered_in_the_body(string body, int status, string answer)
    {
        using var response = await PostAsync(body);
        Assert.Equal((status, answer), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task What_changes_the_node_is_refused_without_a_login_and_a_wrong_login_is_401()
    {
        const string Stop = """{"jsonrpc":"2.0","method":"node.stop","id":1}""";
        using var refused = await PostAsync(Stop);
        Assert.Contains("-32001", await refused.Content.ReadAsStringAsync());
        using var wrong = await PostAsync(Stop, request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("ann:x"u8)));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Fact]
    public async Task A_page_of_elsewhere_and_a_foreign_name_of_loopback_are_refused_and_a_page_of_ours_is_not()
    {
        const string Ping = """{"jsonrpc":"2.0","method":"rpc.ping","id":1}""";
        using var foreign = await PostAsync(Ping, request => request.Headers.Add("Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var rebound = await PostAsync(Ping, request => request.Headers.Host = "evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, rebound.StatusCode);
        using var text = await _client.PostAsync("/rpc", new StringContent(Ping, Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        using var own = await PostAsync(Ping, request => request.Headers.Add("Origin", _client.BaseAddress!.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task A_connection_is_kept_after_a_refusal_though_the_body_comes_late()
    {
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _client.BaseAddress!.Port));
        for (var round = 0; round < 20; round++)
        {
            await client.SendAsync(Encoding.ASCII.GetBytes($"POST /rpc HTTP/1.1\r\nHost: {_client.BaseAddress.Authority}\r\nOrigin: https://evil.example\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"));
            await client.SendAsync("[]"u8.ToArray());
            var answer = "";
            while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                answer += (char)(await client.ReceiveExactlyAsync(1))[0];
            }

            Assert.StartsWith("HTTP/1.1 403 ", answer);
            Assert.Contains("Content-Length: 0\r\n", answer);
        }
    }

    [Fact]
    public async Task A_GET_tells_the_methods() => Assert.Contains("\"node.services\"", await _client.GetStringAsync(new Uri("/rpc", UriKind.Relative)));

    async Task<HttpResponseMessage> PostAsync(string body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rpc") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        change?.Invoke(request);
        return await _client.SendAsync(request);
    }
}
