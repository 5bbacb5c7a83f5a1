namespace Patchbay.Interop.Tests.Web;

/// <summary>curl against the real program.</summary>
[Long]
public class CurlWebTests
{
    const string Ann = $"{WebNode.User}:{WebNode.Password}";

    [NeedsFact("curl")]
    public async Task Curl_reads_by_HTTP_1_2_and_TLS()
    {
        await using var web = await WebNode.StartAsync();
        var bytes = web.WriteBytes("a b.bin", 3_000_000);
        (string[] Arguments, string Version)[] ways =
        [
            ([$"{web.Url}/a%20b.bin"], "1.1"), (["-0", $"{web.Url}/a%20b.bin"], "1.1"), (["--http2-prior-knowledge", $"{web.Url}/a%20b.bin"], "2"),
            (["-k", $"{web.SecureUrl}/a%20b.bin"], "2"), (["-k", "--http1.1", $"{web.SecureUrl}/a%20b.bin"], "1.1"),
        ];
        foreach (var (arguments, version) in ways)
        {
            using var folder = new TemporaryFolder();
            Assert.Equal($"200 {version}", await CurlAsync(["-o", folder["out"], "-w", "%{http_code} %{http_version}", .. arguments]));
            Assert.True(WebNode.Holds(folder["out"], bytes), string.Join(' ', arguments));
        }
    }

    [NeedsFact("curl")]
    public async Task Curl_takes_parts_and_goes_on_where_a_download_ended()
    {
        await using var web = await WebNode.StartAsync();
        var bytes = web.WriteBytes("big", 2_000_000);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["out"], bytes[..700_000]);
        Assert.Equal("206", await CurlAsync(["-C", "-", "-o", folder["out"], "-w", "%{http_code}", $"{web.Url}/big"]));
        Assert.True(WebNode.Holds(folder["out"], bytes));
        Assert.Contains("Content-Range: bytes 5-6/2000000", await CurlAsync(["-r", "0-1,5-6", "-a", "--output", "-", $"{web.Url}/big"]));
        Assert.Equal("416", await CurlAsync(["-r", "2000000-", "-o", "/dev/null", "-w", "%{http_code}", $"{web.Url}/big"]));
    }

    [NeedsFact("curl")]
    public async Task Curl_asks_again_only_for_what_changed()
    {
        await using var web = await WebNode.StartAsync();
        web.Site.Write("a.txt", "old");
        using var folder = new TemporaryFolder();
        string[] get = ["--etag-save", folder["etag"], "--etag-compare", folder["etag"], "-o", folder["out"], "-w", "%{http_code}", $"{web.Url}/a.txt"];
        folder.Write("etag", "");
        Assert.Equal("200", await CurlAsync(get));
        Assert.Equal("304", await CurlAsync(get));
        Assert.Equal("304", await CurlAsync(["-z", folder["out"], "-o", "/dev/null", "-w", "%{http_code}", $"{web.Url}/a.txt"]));
        web.Site.Write("a.txt", "new");
        Assert.Equal("200", await CurlAsync(get));
    }

    [NeedsFact("curl")]
    public async Task Curl_uploads_with_a_password_and_not_without()
    {
        await using var web = await WebNode.StartAsync();
        using var folder = new TemporaryFolder();
        var bytes = WebNode.Bytes(1_500_000);
        await File.WriteAllBytesAsync(folder["up.bin"], bytes);
        Assert.Equal("401", await StatusAsync(["-T", folder["up.bin"], $"{web.Url}/"]));
        Assert.Equal("401", await StatusAsync(["-u", "ann:wrong", "-T", folder["up.bin"], $"{web.Url}/"]));
        Assert.Empty(Directory.GetFileSystemEntries(web.Site.Path));
        Assert.Equal("201", await StatusAsync(["-u", Ann, "-T", folder["up.bin"], $"{web.Url}/"]));
        Assert.Equal("204", await StatusAsync(["-u", Ann, "-k", "-T", folder["up.bin"], $"{web.SecureUrl}/"]));
        Assert.True(WebNode.Holds(web.Site["up.bin"], bytes));
        Assert.Equal("303", await StatusAsync(["-u", Ann, "-F", $"file=@{folder["up.bin"]};filename=form.bin", $"{web.Url}/"]));
        Assert.True(WebNode.Holds(web.Site["form.bin"], bytes));
    }

    [NeedsFact("curl")]
    public async Task An_upload_whose_curl_was_killed_goes_on_from_the_offset_told()
    {
        await using var web = await WebNode.StartAsync();
        using var folder = new TemporaryFolder();
        var bytes = WebNode.Bytes(4_000_000);
        await File.WriteAllBytesAsync(folder["up"], bytes);
        await using (var killed = ChildProcess.Start("curl", ["-sS", "--limit-rate", "500k", "-u", Ann, "-T", folder["up"], $"{web.Url}/up"]))
        {
            await WaitForOffsetAsync(web, static offset => offset > 0);
            killed.Kill();
            await killed.ExitAsync();
        }

        var there = await WaitForOffsetAsync(web, static offset => offset > 0);
        Assert.InRange(there, 1, bytes.Length - 1);

        // Until the reset is seen, the first upload has the file: 409, and curl's own retry is for that.
        string status;
        do
        {
            there = await WaitForOffsetAsync(web, static offset => offset > 0);
            status = await StatusAsync(["-u", Ann, "-C", $"{there}", "-T", folder["up"], $"{web.Url}/up"]);
        }
        while (status == "409");
        Assert.Equal("201", status);
        Assert.True(WebNode.Holds(web.Site["up"], bytes));
    }

    [NeedsFact("curl")]
    public async Task Two_hundred_mebibytes_pass_both_ways_byte_for_byte_under_TLS_and_in_the_clear()
    {
        await using var web = await WebNode.StartAsync();
        using var folder = new TemporaryFolder();
        var bytes = web.WriteBytes("big", 200 << 20);
        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
        foreach (var url in (string[])[web.Url, web.SecureUrl])
        {
            Assert.Equal("200", await CurlAsync(["-k", "-o", folder["out"], "-w", "%{http_code}", $"{url}/big"]));
            Assert.Equal(hash, HashOf(folder["out"]));
            Assert.Equal("20", (await StatusAsync(["-k", "-u", Ann, "-T", folder["out"], $"{url}/up"]))[..2]);
            Assert.Equal(hash, HashOf(web.Site["up"]));
        }
    }

    [NeedsFact("curl", "slow")]
    public async Task A_gibibyte_passes_both_ways()
    {
        await using var web = await WebNode.StartAsync();
        using var folder = new TemporaryFolder();
        var bytes = WebNode.Bytes(64 << 20);
        await using (var file = File.Create(web.Site["big"]))
        {
            for (var i = 0; i < 16; i++)
            {
                bytes[0] = (byte)i;
                await file.WriteAsync(bytes);
            }
        }

        var hash = HashOf(web.Site["big"]);
        Assert.Equal("200", await CurlAsync(["-o", folder["out"], "-w", "%{http_code}", $"{web.Url}/big"]));
        Assert.Equal(hash, HashOf(folder["out"]));
        Assert.Equal("201", await StatusAsync(["-u", Ann, "-T", folder["out"], $"{web.Url}/up"]));
        Assert.Equal(hash, HashOf(web.Site["up"]));
    }

    [NeedsFact("curl")]
    public async Task A_server_that_is_killed_is_no_whole_file_to_curl_and_one_that_stops_lets_it_finish()
    {
        using var folder = new TemporaryFolder();
        await using (var web = await WebNode.StartAsync())
        {
            web.WriteBytes("big", 20_000_000);
            await using var reading = ChildProcess.Start("curl", ["-sS", "--limit-rate", "1M", "-o", folder["out"], $"{web.Url}/big"]);
            await Waiting.Until(() => File.Exists(folder["out"]) && new FileInfo(folder["out"]).Length > 0);
            web.Kill();
            Assert.NotEqual(0, await reading.FinishAsync());
            Assert.InRange(new FileInfo(folder["out"]).Length, 1, 19_999_999);
        }

        await using (var web = await WebNode.StartAsync("--set", "web.drain-timeout=60s"))
        {
            var bytes = web.WriteBytes("big", 3_000_000);
            await using var reading = ChildProcess.Start("curl", ["-sS", "--limit-rate", "1M", "-o", folder["whole"], $"{web.Url}/big"]);
            await Waiting.Until(() => File.Exists(folder["whole"]) && new FileInfo(folder["whole"]).Length > 0);
            web.Process.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
            Assert.Equal(0, await reading.FinishAsync());
            Assert.True(WebNode.Holds(folder["whole"], bytes));
            Assert.Equal(0, await web.Process.ExitAsync());
        }
    }

    [NeedsFact("curl", "unzip")]
    public async Task A_zip_unpacks_with_unzip()
    {
        await using var web = await WebNode.StartAsync();
        Directory.CreateDirectory(web.Site["ä/b"]);
        var bytes = web.WriteBytes("ä/b/c.bin", 300_000);
        using var folder = new TemporaryFolder();
        await CurlAsync(["-o", folder["z.zip"], $"{web.Url}/?zip"]);
        await using var unzip = ChildProcess.Start("unzip", ["-q", folder["z.zip"], "-d", folder["out"]], new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8" });
        Assert.True(await unzip.FinishAsync() == 0, unzip.Error);
        Assert.True(WebNode.Holds(folder["out/ä/b/c.bin"], bytes));
    }

    static Task<string> StatusAsync(IEnumerable<string> arguments) => CurlAsync(["-o", "/dev/null", "-w", "%{http_code}", .. arguments]);

    static async Task<string> CurlAsync(IEnumerable<string> arguments)
    {
        await using var curl = ChildProcess.Start("curl", ["-sS", .. arguments]);
        var code = await curl.FinishAsync();
        Assert.True(code == 0, $"curl ended with {code}: {curl.Error}");
        return curl.Output;
    }

    static async Task<long> WaitForOffsetAsync(WebNode web, Func<long, bool> isIt)
    {
        var offset = 0L;
        await Waiting.Until(async () =>
        {
            var head = await CurlAsync(["-I", "-u", Ann, $"{web.Url}/up"]);
            offset = head.Split('\n').FirstOrDefault(static line => line.StartsWith("Upload-Offset: ", StringComparison.OrdinalIgnoreCase)) is { } line ? long.Parse(line.Split(": ")[1]) : 0;
            return isIt(offset);
        });
        return offset;
    }

    static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file));
    }
}
