using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Sockets.Tests.Kestrel;

/// <summary>Kestrel runs on our engines as on its own transport.</summary>
public sealed class HttpTests
{
    [Theory, Engines(Can.Explain)]
    public async Task UsePatchbaySockets_puts_Kestrel_on_the_engine_asked_for(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapGet("/", static (HttpContext context) =>
            $"{context.Features.Get<ISocketIdentityFeature>()!.Tuple} {context.Features.Get<IHalfCloseFeature>()!.IsEnabled}"));
        using var client = WebServer.Client(server.Http1, HttpVersion.Version11);
        Assert.Matches($"^tcp 127.0.0.1:{server.Http1.Port} <-> 127.0.0.1:[0-9]+ False$", await client.GetStringAsync("/"));
    }

    [Theory, Engines]
    public async Task A_host_that_is_disposed_without_being_stopped_lets_go_of_its_port(TestedEngine engine)
    {
        var server = await WebServer.StartAsync(engine, static application => application.MapGet("/", static () => "x"));
        using (var client = WebServer.Client(server.Http1, HttpVersion.Version11))
        {
            Assert.Equal("x", await client.GetStringAsync("/"));
        }

        await server.DisposeWithoutStopAsync().Soon();
        using var late = WebServer.Client(server.Http1, HttpVersion.Version11);
        await Assert.ThrowsAsync<HttpRequestException>(() => late.GetStringAsync("/"));
    }

    [Theory, Engines]
    public async Task Keep_alive_serves_many_requests_on_one_connection(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapGet("/{number}", static (int number, HttpContext context) => $"{number} {context.Connection.Id}"));
        using var client = WebServer.Client(server.Http1, HttpVersion.Version11);
        var ids = new HashSet<string>();
        for (var number = 0; number < 200; number++)
        {
            var words = (await client.GetStringAsync($"/{number}")).Split(' ');
            Assert.Equal($"{number}", words[0]);
            ids.Add(words[1]);
        }

        Assert.Single(ids);
    }

    [Theory, Engines]
    public async Task Pipelined_requests_are_answered_in_their_order(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapGet("/{number}", static (int number) => $"<{number}>"));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, server.Http1.Port);
        const int count = 500;
        var requests = new StringBuilder();
        for (var number = 0; number < count; number++)
        {
            requests.Append("GET /").Append(number).Append(" HTTP/1.1\r\nHost: x\r\n").Append(number == count - 1 ? "Connection: close\r\n" : "").Append("\r\n");
        }

        var sending = client.SendAllAsync(requests.ToString().Ascii());
        var answers = (await client.ReceiveToEndAsync()).Ascii();
        await sending;
        var at = 0;
        for (var number = 0; number < count; number++)
        {
            at = answers.IndexOf($"<{number}>", at, StringComparison.Ordinal);
            Assert.True(at >= 0, $"Answer {number} is missing or out of order.");
        }
    }

    [Theory, Engines]
    public async Task HTTP_2_with_prior_knowledge_runs_many_streams_on_one_connection(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapGet("/{number}", static (int number, HttpContext context) => $"{context.Request.Protocol} {number}"));
        using var client = WebServer.Client(server.Http2, HttpVersion.Version20);
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => client.GetStringAsync($"/{number}"))).Soon();
        Assert.Equal(Enumerable.Range(0, 300).Select(number => $"HTTP/2 {number}"), answers);
    }

    [Theory, Engines]
    public async Task HTTPS_serves_both_versions_by_ALPN(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapPost("/", static async (HttpContext context) =>
        {
            using var body = new StreamReader(context.Request.Body);
            return $"{context.Request.Protocol} {await body.ReadToEndAsync()}";
        }));
        foreach (var (version, name) in new[] { (HttpVersion.Version11, "HTTP/1.1"), (HttpVersion.Version20, "HTTP/2") })
        {
            using var client = WebServer.Client(server.Https, version);
            for (var number = 0; number < 20; number++)
            {
                using var answer = await client.PostAsync("/", new StringContent(new string('x', number * 1000)));
                Assert.Equal($"{name} {new string('x', number * 1000)}", await answer.Content.ReadAsStringAsync());
            }
        }
    }

    [Theory, Engines]
    public async Task A_request_in_flight_survives_the_stop_of_the_server(TestedEngine engine)
    {
        var arrived = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        await using var server = await WebServer.StartAsync(engine, application => application.MapGet("/", async () =>
        {
            arrived.SetResult();
            await mayAnswer.Task;
            return "late but whole";
        }));
        using var client = WebServer.Client(server.Http1, HttpVersion.Version11);
        var asking = client.GetStringAsync("/");
        await arrived.Task.Soon();
        var stopping = server.StopAsync();
        mayAnswer.SetResult();
        Assert.Equal("late but whole", await asking.Soon());
        await stopping.Soon();
    }

    [Theory, Engines]
    public async Task A_client_that_resets_aborts_its_request(TestedEngine engine)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WebServer.StartAsync(engine, application => application.MapGet("/", async (HttpContext context) =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await context.Response.WriteAsync("I am working on it.");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, server.Http1.Port);
        await client.SendAllAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n".Ascii());
        await client.ReceiveExactlyAsync(1);
        client.Reset();
        await aborted.Task.Soon();
    }

    [Theory, Engines]
    public async Task An_aborted_answer_is_no_complete_answer(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapGet("/", static async (HttpContext context) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("half");
            context.Abort();
        }));
        using var client = WebServer.Client(server.Http1, HttpVersion.Version11);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync("/").Soon());
    }

    [Theory, Engines]
    public async Task Kestrel_listens_on_a_Unix_socket(TestedEngine engine)
    {
        var path = Path.Combine(Path.GetTempPath(), $"patchbay-{Guid.NewGuid():N}.sock");
        await using (await WebServer.StartAsync(engine, static application => application.MapGet("/", static () => "by file"), kestrel => kestrel.ListenUnixSocket(path)))
        {
            using var client = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = async (_, token) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            });
            Assert.Equal("by file", await client.GetStringAsync("http://localhost/"));
        }

        Assert.False(File.Exists(path));
    }

    [Theory, Engines(Can.Connect)]
    public async Task HttpClient_runs_on_the_engines_client_side(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapGet("/", static () => new string('z', 100_000)));
        await using var own = SocketEngine.Create(Enum.Parse<EngineKind>(engine.ToString()));
        using (var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = Certificates.IsLocalhost },
            ConnectCallback = async (context, token) => (await own.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), token)).AsStream(),
        }))
        {
            Assert.Equal(100_000, (await client.GetStringAsync(server.Http1)).Length);
            Assert.Equal(100_000, (await client.GetStringAsync(server.Https)).Length);
        }
    }

    [Theory, Engines]
    public async Task Two_hundred_clients_at_once_get_their_own_answers(TestedEngine engine)
    {
        await using var server = await WebServer.StartAsync(engine, static application => application.MapPost("/", static (HttpContext context) => context.Request.BodyReader.CopyToAsync(context.Response.Body)));
        using var client = WebServer.Client(server.Http1, HttpVersion.Version11);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            var marker = new Marker(number);
            var length = 1 + (number * 997 % 50_000);
            using var answer = await client.PostAsync("/", new ByteArrayContent(marker.Bytes(0, length)));
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            Assert.Equal(length, bytes.Length);
            marker.Check(bytes, 0);
        })).Soon();
    }
}
