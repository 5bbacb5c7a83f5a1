using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>curl against Kestrel on every engine.</summary>
[Collection(AloneCollection.Name)]
public sealed class CurlTests
{
    const long TwoGibibytes = 2L << 30;

    [NeedsTheory("curl"), Transports]
    public async Task Curl_keeps_one_connection_for_many_requests(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        var url = $"http://127.0.0.1:{server.Port}/connection";
        var lines = (await CurlAsync(Enumerable.Repeat(url, 20))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(20, lines.Length);
        Assert.EndsWith(" HTTP/1.1", Assert.Single(lines.Distinct()));
        Assert.Equal(1, server.Connections.Served);
    }

    [NeedsTheory("curl"), Transports]
    public async Task Curl_that_asks_for_the_end_gets_a_connection_for_each_request(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        var url = $"http://127.0.0.1:{server.Port}/connection";
        var lines = (await CurlAsync(["-H", "Connection: close", url, url, url])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Distinct().Count());
        Assert.Equal(3, server.Connections.Served);
    }

    [NeedsTheory("curl"), Transports]
    public async Task Curl_speaks_HTTPS_with_a_certificate_it_checks(Transport transport)
    {
        using var certificate = new CertificateFile();
        await using var server = await KestrelServer.StartAsync(transport, tls: true);
        var url = $"https://localhost:{server.Port}/connection";
        var lines = (await CurlAsync(["--cacert", certificate.Path, "-4", url, url, url])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.EndsWith(" HTTP/1.1", Assert.Single(lines.Distinct()));

        // curl's exit code 60: the certificate is not one it trusts.
        await using var distrustful = ChildProcess.Start("curl", ["-sS", "-4", url]);
        Assert.Equal(60, await distrustful.FinishAsync());
    }

    [NeedsTheory("curl"), Transports]
    public async Task Curl_gets_HTTP_2_over_TLS_by_negotiation(Transport transport)
    {
        using var certificate = new CertificateFile();
        await using var server = await KestrelServer.StartAsync(transport, HttpProtocols.Http1AndHttp2, tls: true);
        var url = $"https://localhost:{server.Port}/connection";
        Assert.EndsWith(" HTTP/2\n", await CurlAsync(["--cacert", certificate.Path, "-4", "--http2", url]));
        Assert.EndsWith(" HTTP/1.1\n", await CurlAsync(["--cacert", certificate.Path, "-4", "--http1.1", url]));
    }

    [NeedsTheory("curl"), Transports]
    public async Task Curl_gets_HTTP_2_in_the_clear_by_prior_knowledge(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport, HttpProtocols.Http2);
        Assert.EndsWith(" HTTP/2\n", await CurlAsync(["--http2-prior-knowledge", $"http://127.0.0.1:{server.Port}/connection"]));
    }

    [NeedsTheory("curl"), Transports]
    public async Task Curl_gets_a_range(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        await using var curl = ChildProcess.Start("curl", ["-sS", "-r", "70000-299999", "-w", "%{stderr}%{http_code}", $"http://127.0.0.1:{server.Port}/pattern/1000000"]);
        Assert.Equal(0, await curl.FinishAsync());
        Assert.Equal("206", curl.Error);
        Assert.Equal(230_000, curl.OutputBytes.Length);
        Assert.True(Pattern.Is(curl.OutputBytes, 70_000));
    }

    [NeedsTheory("curl"), Transports]
    public async Task Curl_uploads_files_of_many_sizes_counted_and_in_chunks(Transport transport)
    {
        int[] sizes = [1, 1000, 4095, 4096, 4097, 16_383, 65_535, 65_536, 65_537, 1_000_003];
        using var folder = new TemporaryFolder();
        await using var server = await KestrelServer.StartAsync(transport);
        List<string> uploads = [];
        foreach (var size in sizes)
        {
            await File.WriteAllBytesAsync(folder[$"{size}"], Pattern.Take(size));
            uploads.AddRange(["-T", folder[$"{size}"], $"http://127.0.0.1:{server.Port}/check/{size}"]);
        }

        Assert.Equal(string.Concat(sizes.Select(static size => $"{size} counted\n")), await CurlAsync(["-H", "Expect:", .. uploads]));
        Assert.Equal(string.Concat(sizes.Select(static size => $"{size} chunked\n")), await CurlAsync(["-H", "Expect:", "-H", "Transfer-Encoding: chunked", .. uploads]));
        Assert.Equal(2, server.Connections.Served);
    }

    [NeedsTheory("curl"), Transports(stock: false)]
    public async Task Curl_uploads_two_gibibytes(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        await using var curl = ChildProcess.Start("curl", ["-sS", "-T", "-", $"http://127.0.0.1:{server.Port}/check/all"]);
        await Pattern.WriteAsync(curl.Input, TwoGibibytes).WaitAsync(ChildProcess.Limit);
        Assert.Equal(0, await curl.FinishAsync());
        Assert.Equal($"{TwoGibibytes} chunked\n", curl.Output);
    }

    [NeedsTheory("curl"), Transports(stock: false)]
    public async Task Curl_downloads_two_gibibytes(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        Task<long>? reading = null;
        await using var curl = ChildProcess.Start("curl", ["-sS", $"http://127.0.0.1:{server.Port}/stream/{TwoGibibytes}"], readOutput: output => reading = Pattern.ReadAsync(output));
        Assert.Equal(0, await curl.FinishAsync());
        Assert.Equal(TwoGibibytes, await reading!);
    }

    [NeedsTheory("curl"), Transports]
    public async Task Curl_that_is_killed_in_the_middle_of_a_download_leaves_nothing(Transport transport)
    {
        await using var server = await KestrelServer.StartAsync(transport);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var curl = ChildProcess.Start("curl", ["-sS", $"http://127.0.0.1:{server.Port}/stream/{TwoGibibytes}"], readOutput: async output =>
        {
            await output.ReadExactlyAsync(new byte[100_000]);
            begun.SetResult();
        });
        await begun.Task.Soon();
        Assert.Equal(1, server.Connections.Count);
        curl.Kill();
        await server.IsIdleAsync();
        Assert.Equal(Routes.Hello, await CurlAsync([$"http://127.0.0.1:{server.Port}/"]));
    }

    static async Task<string> CurlAsync(IEnumerable<string> arguments)
    {
        await using var curl = ChildProcess.Start("curl", ["-sS", "--max-time", "50", .. arguments]);
        Assert.True(await curl.FinishAsync() == 0, curl.Error);
        return curl.Output;
    }
}
