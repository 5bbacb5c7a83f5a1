using System.Text.Json;

namespace Patchbay.Interop.Tests.Transfer;

/// <summary>get and put with web servers of others.</summary>
[Long]
public sealed class WebServersTests : IDisposable
{
    const int MiB = 1024 * 1024;

    readonly TemporaryFolder _folder = new();

    [NeedsFact("nginx")]
    public async Task A_large_file_comes_whole_over_HTTP_and_over_HTTPS_by_both_versions()
    {
        await using var server = await NginxServer.StartAsync();
        var file = TestFile.Write(Path.Combine(server.Root, "file"), 256L * MiB);
        await GetsAsync(file, server.Url("file"));
        await GetsAsync(file, "--ca", server.Certificate, server.TlsUrl("file"));
        await GetsAsync(file, "--http1.1", "--ca", server.Certificate, server.TlsUrl("file"));
        Assert.Equal(File.GetLastWriteTimeUtc(file), File.GetLastWriteTimeUtc(_folder["got"]), TimeSpan.FromSeconds(1));
        var (_, _, error) = await PatchbayAsync("get", "-v", "-f", "-o", _folder["got"], "--ca", server.Certificate, server.TlsUrl("file"));
        Assert.Contains("< HTTP/2.0 200", error);
    }

    [NeedsFact("nginx")]
    public async Task Killed_in_the_middle_we_go_on_and_a_file_that_changed_meanwhile_comes_anew()
    {
        await using var server = await NginxServer.StartAsync();
        var file = TestFile.Write(Path.Combine(server.Root, "file"), 8L * MiB);
        await KillInTheMiddleAsync(server.Url("file"));
        var (code, _, error) = await PatchbayAsync("get", "-c", "-o", _folder["got"], server.Url("file"));
        Assert.True(code == 0, error);
        Assert.Contains("were there before", error);
        TestFile.AssertSame(file, _folder["got"]);

        File.Delete(_folder["got"]);
        await KillInTheMiddleAsync(server.Url("file"));
        TestFile.Write(file, 8L * MiB, seed: 2);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-5));
        (code, _, error) = await PatchbayAsync("get", "-c", "-o", _folder["got"], server.Url("file"));
        Assert.True(code == 0, error);
        Assert.Contains("has changed: beginning anew", error);
        TestFile.AssertSame(file, _folder["got"]);
        Assert.Contains("was complete", (await PatchbayAsync("get", "-c", "-o", _folder["got"], server.Url("file"))).Error);
    }

    [NeedsFact("nginx")]
    public async Task A_server_that_dies_is_told_and_what_came_is_kept()
    {
        var server = await NginxServer.StartAsync();
        await using var dispose = server;
        TestFile.Write(Path.Combine(server.Root, "file"), 64L * MiB);
        await using var get = PatchbayProcess.StartOn("get", "--limit-rate", "4m", "-o", _folder["got"], server.Url("file"));
        await TestFile.GrowsAsync(_folder["got.part"], MiB, get);
        await server.KillAsync();
        Assert.Contains(await get.Process.FinishAsync(), new[] { 18, 56 });
        Assert.Contains("are kept in", get.Process.Error);
        Assert.True(new FileInfo(_folder["got.part"]).Length >= MiB);
    }

    [NeedsFact("nginx")]
    public async Task Redirects_are_followed_so_far_and_credentials_stay_with_who_they_are_for()
    {
        await using var server = await NginxServer.StartAsync();
        File.WriteAllText(Path.Combine(server.Root, "file"), "hello");
        Assert.Equal((0, "hello"), await OutputAsync("get", server.Url("moved")));
        await FailsAsync(47, "more than 10 redirects", "get", server.Url("round"));
        await FailsAsync(47, "from https to http", "get", "--ca", server.Certificate, server.TlsUrl("down"));

        Assert.Equal((0, "it is here"), await OutputAsync("get", "--user", "ann", "--header", "Cookie: c=1", server.Url("elsewhere")));
        Assert.Contains("/taken \"-\" HTTP/1.1", server.Told);
        Assert.Equal((0, "hello"), await OutputAsync("get", "--user", "ann", server.Url("locked")));
        await FailsAsync(22, "401 Unauthorized", "get", server.Url("locked"));
    }

    [NeedsFact("nginx")]
    public async Task What_a_server_refuses_has_its_exit_code_and_its_words()
    {
        await using var server = await NginxServer.StartAsync();
        File.WriteAllText(Path.Combine(server.Root, "file"), "hello");
        await FailsAsync(22, "answered GET /none with 404 Not Found", "get", server.Url("none"));
        await FailsAsync(22, "answered PUT /file with 405", "put", TestFile.Write(_folder["f"], 10), server.Url("file"));
        await FailsAsync(60, "is self-signed and not trusted here", "get", server.TlsUrl("file"));
        await FailsAsync(35, "speaks no TLS", "get", $"https://127.0.0.1:{server.Port}/file");
        await FailsAsync(7, "refused the connection", "get", $"http://127.0.0.1:{FreePort.Take()}/file");
        File.WriteAllText(Path.Combine(server.Root, "index.html"), "a page");
        await FailsAsync(4, "has no listing", "mirror", server.Url(""), _folder["tree"]);
        File.WriteAllText(_folder["file"], "mine");
        await FailsAsync(23, "is here already", "get", "-o", _folder["file"], server.Url("file"));
        Assert.Equal("mine", File.ReadAllText(_folder["file"]));
    }

    [NeedsFact("nginx")]
    public async Task The_phases_are_told_in_their_order()
    {
        await using var server = await NginxServer.StartAsync();
        File.WriteAllText(Path.Combine(server.Root, "file"), "hello");
        var (code, output, error) = await PatchbayAsync("get", "--json", "-o", _folder["got"], "--ca", server.Certificate, server.TlsUrl("file"));
        Assert.True(code == 0, error);
        var data = JsonDocument.Parse(output).RootElement.GetProperty("data");
        Assert.Equal((5, 0), (data.GetProperty("bytes").GetInt64(), data.GetProperty("offset").GetInt64()));
        var phases = data.GetProperty("timing").EnumerateArray().ToList();
        Assert.Equal(["resolve", "connect", "TLS", "request sent", "first byte", "transfer"], phases.Select(static phase => phase.GetProperty("phase").GetString()));
        var times = phases.Select(static phase => phase.GetProperty("at").GetDouble()).ToList();
        Assert.Equal(times.Order(), times);
    }

    [NeedsFact("python3")]
    public async Task A_server_that_knows_no_ranges_sends_all_again()
    {
        var root = Directory.CreateDirectory(_folder["root"]).FullName;
        var file = TestFile.Write(Path.Combine(root, "file"), 4L * MiB);
        await using var server = ChildProcess.Start("python3", ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", root]);
        await server.OutputHas(static text => text.Contains("http://127.0.0.1:", StringComparison.Ordinal), "the port");
        var url = $"{server.Output[server.Output.IndexOf("http://", StringComparison.Ordinal)..].Split('/')[..3].Aggregate(static (a, b) => $"{a}/{b}")}/file";
        await KillInTheMiddleAsync(url);
        var (code, _, error) = await PatchbayAsync("get", "-c", "-o", _folder["got"], url);
        Assert.True(code == 0, error);
        Assert.Contains("sends whole files only: beginning anew", error);
        TestFile.AssertSame(file, _folder["got"]);
    }

    [NeedsFact("python3")]
    public async Task Uploads_have_their_length_or_go_in_chunks_and_go_on_where_they_broke_off()
    {
        var root = Directory.CreateDirectory(_folder["root"]).FullName;
        await using var server = ChildProcess.Start("python3", ["-u", Path.Combine(AppContext.BaseDirectory, "Transfer", "upload-server.py"), root]);
        await server.OutputHas(static text => text.Contains('\n', StringComparison.Ordinal), "the port");
        var url = $"http://127.0.0.1:{server.Output.Split('\n')[0]}";
        var file = TestFile.Write(_folder["file"], (4L * MiB) + 1);

        Assert.Equal(0, (await PatchbayAsync("put", file, $"{url}/")).ExitCode);
        TestFile.AssertSame(file, Path.Combine(root, "file"));
        await using (var put = PatchbayProcess.StartOn("put", "-", $"{url}/stdin"))
        {
            await put.Process.Input.WriteAsync(File.ReadAllBytes(file));
            Assert.Equal(0, await put.Process.FinishAsync());
        }

        TestFile.AssertSame(file, Path.Combine(root, "stdin"));
        File.WriteAllBytes(Path.Combine(root, "again.upload"), File.ReadAllBytes(file)[..MiB]);
        var (code, _, error) = await PatchbayAsync("put", "-c", file, $"{url}/again");
        Assert.True(code == 0, error);
        Assert.Contains("1.0 MiB were there before", error);
        TestFile.AssertSame(file, Path.Combine(root, "again"));
        Assert.Contains("PUT /file 4194305 None None", server.Error);
        Assert.Contains("PUT /stdin None chunked None", server.Error);
        Assert.Contains("PUT /again 3145729 None bytes 1048576-4194304/4194305", server.Error);
    }

    public void Dispose() => _folder.Dispose();

    async Task GetsAsync(string file, params string[] arguments)
    {
        File.Delete(_folder["got"]);
        var (code, _, error) = await PatchbayAsync(["get", "-o", _folder["got"], .. arguments]);
        Assert.True(code == 0, error);
        TestFile.AssertSame(file, _folder["got"]);
    }

    async Task KillInTheMiddleAsync(string url)
    {
        await using var get = PatchbayProcess.StartOn("get", "--limit-rate", "4m", "-o", _folder["got"], url);
        await TestFile.GrowsAsync(_folder["got.part"], MiB, get);
        get.Process.Kill();
        await get.Process.FinishAsync();
    }

    static async Task FailsAsync(int expected, string words, params string[] arguments)
    {
        var (code, _, error) = await PatchbayAsync(arguments);
        Assert.True(code == expected, $"{code}: {error}");
        Assert.Contains(words, error);
        Assert.DoesNotContain("   at ", error);
    }

    static async Task<(int ExitCode, string Output)> OutputAsync(params string[] arguments)
    {
        var (code, output, error) = await PatchbayAsync(arguments);
        Assert.True(code == 0, error);
        return (code, output);
    }

    static async Task<(int ExitCode, string Output, string Error)> PatchbayAsync(params string[] arguments)
    {
        await using var process = PatchbayProcess.StartOn(arguments[0], arguments[1..]);
        await process.Process.WriteAsync("a secret\n");
        var code = await process.Process.FinishAsync();
        return (code, process.Process.Output, process.Process.Error);
    }
}
