using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>Many requests at once, by wrk, h2load and nghttp: every one answered, and nothing left behind by clients that go away as load tools do.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class LoadTests
{
    [NeedsTheory("wrk"), Transports]
    public async Task Wrk_sees_no_error_on_forty_connections(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        var report = await RunAsync("wrk", "-t", "1", "-c", "40", "-d", "1s", $"http://127.0.0.1:{server.Port}/");
        AssertNoErrors(report);
        Assert.True(server.Connections.Served >= 40);
    }

    [NeedsTheory("wrk"), Transports]
    public async Task Wrk_pipelines_sixteen_requests_in_each_write(Transport transport)
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("pipeline.lua", """
            function init()
                sixteen = wrk.format("GET", "/"):rep(16)
            end

            function request()
                return sixteen
            end
            """);
        await using var server = await KestrelServer.StartAsync(transport);
        AssertNoErrors(await RunAsync("wrk", "-t", "1", "-c", "20", "-d", "1s", "-s", script, $"http://127.0.0.1:{server.Port}/"));
    }

    [NeedsTheory("wrk"), Transports]
    public async Task Wrk_sees_no_error_over_TLS(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport, tls: true);
        AssertNoErrors(await RunAsync("wrk", "-t", "1", "-c", "20", "-d", "1s", $"https://127.0.0.1:{server.Port}/"));
    }

    [NeedsTheory("h2load"), Transports]
    public async Task H2load_has_every_stream_answered_in_the_clear(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport, HttpProtocols.Http2);
        AssertAllSucceeded(5000, await RunAsync("h2load", "-n", "5000", "-c", "10", "-m", "100", $"http://127.0.0.1:{server.Port}/"));
        Assert.Equal(10, server.Connections.Served);
    }

    [NeedsTheory("h2load"), Transports]
    public async Task H2load_has_every_stream_answered_over_TLS(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport, HttpProtocols.Http2, tls: true);
        AssertAllSucceeded(5000, await RunAsync("h2load", "-n", "5000", "-c", "10", "-m", "100", $"https://127.0.0.1:{server.Port}/"));
    }

    [NeedsTheory("h2load"), Transports]
    public async Task H2load_uploads_and_gets_long_bodies_on_streams_that_share_a_connection(Transport transport)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["body"], Pattern.Take(300_000));
        await using var server = await KestrelServer.StartAsync(transport, HttpProtocols.Http2);
        AssertAllSucceeded(100, await RunAsync("h2load", "-n", "100", "-c", "2", "-m", "20", "-d", folder["body"], "-H", ":method: PUT", $"http://127.0.0.1:{server.Port}/require/300000"));
        var report = await RunAsync("h2load", "-n", "100", "-c", "2", "-m", "20", $"http://127.0.0.1:{server.Port}/pattern/300000");
        AssertAllSucceeded(100, report);
        Assert.Contains("(30000000) data", report, StringComparison.Ordinal);
    }

    [NeedsTheory("nghttp"), Transports]
    public async Task Nghttp_gets_a_hundred_streams_of_one_connection_complete(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport, HttpProtocols.Http2);
        await using var nghttp = ChildProcess.Start("nghttp", ["-m", "100", $"http://127.0.0.1:{server.Port}/pattern/50000"]);
        Assert.Equal(0, await nghttp.FinishAsync());
        Assert.Equal(100 * 50_000, nghttp.OutputBytes.Length);
        Assert.Equal(1, server.Connections.Served);

        // One after another on stdout, in pieces of the streams: the bytes of all, whatever their order.
        var expected = new long[256];
        Array.ForEach(Pattern.Take(50_000), value => expected[value] += 100);
        var seen = new long[256];
        Array.ForEach(nghttp.OutputBytes, value => seen[value]++);
        Assert.Equal(expected, seen);
    }

    static void AssertNoErrors(string report)
    {
        var requests = WrkRequests().Match(report);
        Assert.True(requests.Success && long.Parse(requests.Groups[1].ValueSpan, CultureInfo.InvariantCulture) > 100, report);
        Assert.DoesNotContain("Socket errors", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Non-2xx", report, StringComparison.Ordinal);
    }

    static void AssertAllSucceeded(int count, string report)
    {
        Assert.Contains($"{count} done, {count} succeeded, 0 failed, 0 errored, 0 timeout", report, StringComparison.Ordinal);
        Assert.Contains($"status codes: {count} 2xx, 0 3xx, 0 4xx, 0 5xx", report, StringComparison.Ordinal);
    }

    static async Task<string> RunAsync(string command, params string[] arguments)
    {
        await using var tool = ChildProcess.Start(command, arguments);
        Assert.True(await tool.FinishAsync() == 0, tool.Output + tool.Error);
        return tool.Output;
    }

    [GeneratedRegex(@"(\d+) requests in ")]
    private static partial Regex WrkRequests();
}
