namespace Patchbay.Interop.Tests.Web;

/// <summary>wget and h2load against the real program.</summary>
public class WgetWebTests
{
    [NeedsFact("wget")]
    public async Task Wget_mirrors_a_tree_by_its_listings()
    {
        await using var web = await WebNode.StartAsync();
        Directory.CreateDirectory(web.Site["sub/deeper"]);
        string[] names = ["a.txt", "sub/b c.txt", "sub/deeper/d%e.txt"];
        foreach (var name in names)
        {
            web.Site.Write(name, "content of " + name);
        }

        using var folder = new TemporaryFolder();
        await WgetAsync(["--recursive", "--level=5", "--no-parent", "--no-host-directories", "--reject-regex", "[?]", "--restrict-file-names=nocontrol", "-P", folder.Path, $"{web.Url}/"]);
        foreach (var name in names)
        {
            Assert.Equal("content of " + name, await File.ReadAllTextAsync(folder[name]));
        }
    }

    [NeedsFact("wget")]
    public async Task Wget_goes_on_and_asks_only_for_what_is_newer()
    {
        await using var web = await WebNode.StartAsync();
        var bytes = web.WriteBytes("big", 1_000_000);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["big"], bytes[..400_000]);
        await WgetAsync(["-c", "-P", folder.Path, $"{web.Url}/big"]);
        Assert.True(WebNode.Holds(folder["big"], bytes));
        var again = await WgetAsync(["-N", "-P", folder.Path, $"{web.Url}/big"]);
        Assert.Contains("304 Not Modified", again);
    }

    [NeedsFact("wget")]
    public async Task Wget_logs_in_where_reading_takes_an_account()
    {
        await using var web = await WebNode.StartAsync("--set", "web.anonymous=none");
        web.Site.Write("a.txt", "x");
        await using var refused = ChildProcess.Start("wget", ["-O", "-", $"{web.Url}/a.txt"]);
        Assert.NotEqual(0, await refused.FinishAsync());
        Assert.Contains("401 Unauthorized", refused.Error);
        using var folder = new TemporaryFolder();
        await WgetAsync(["--user", WebNode.User, "--password", WebNode.Password, "-P", folder.Path, $"{web.Url}/a.txt"]);
        Assert.Equal("x", await File.ReadAllTextAsync(folder["a.txt"]));
    }

    [NeedsFact("h2load")]
    public async Task H2load_finds_every_answer_right_over_both_protocols()
    {
        await using var web = await WebNode.StartAsync();
        web.WriteBytes("a.bin", 4096);
        foreach (var arguments in (string[][])[["--h1", web.Url + "/a.bin"], [web.Url + "/a.bin"], [web.SecureUrl + "/a.bin"]])
        {
            await using var load = ChildProcess.Start("h2load", ["-n", "2000", "-c", "20", "-m", "10", .. arguments]);
            Assert.Equal(0, await load.FinishAsync());
            Assert.Contains("2000 succeeded, 0 failed, 0 errored", load.Output);
            Assert.Contains("status codes: 2000 2xx", load.Output);
        }
    }

    static async Task<string> WgetAsync(IEnumerable<string> arguments)
    {
        await using var wget = ChildProcess.Start("wget", ["--no-verbose", "--server-response", .. arguments], new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8" });
        Assert.True(await wget.FinishAsync() == 0, wget.Error);
        return wget.Error;
    }
}
