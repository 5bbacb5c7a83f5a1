using Patchbay.Services.Web;

namespace Patchbay.Services.Tests.Web;

public sealed class WebJailTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly WebJail _jail;

    public WebJailTests()
    {
        Directory.CreateDirectory(_folder["site/sub"]);
        _folder.Write("site/a.txt", "inside");
        _folder.Write("secret", "outside");
        _jail = new WebJail(_folder["site"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_below_the_root_opens_and_one_that_is_not_there_does_not()
    {
        Assert.Equal("inside", Read("/a.txt"));
        Assert.Equal(JailResult.NotFound, Open("/b.txt"));
        Assert.Equal(JailResult.NotFound, Open("/a.txt/x"));
        Assert.Equal(JailResult.Opened, Open("/sub"));
    }

    [Fact]
    public void Links_inside_are_followed_whether_relative_or_absolute()
    {
        File.CreateSymbolicLink(_folder["site/near"], "a.txt");
        File.CreateSymbolicLink(_folder["site/sub/far"], _folder["site/a.txt"]);
        File.CreateSymbolicLink(_folder["site/there"], _folder["site/sub"]);
        Assert.Equal("inside", Read("/near"));
        Assert.Equal("inside", Read("/sub/far"));
        Assert.Equal("inside", Read("/there/far"));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("sub/../../secret")]
    [InlineData("/etc/passwd")]
    public void A_link_that_leads_out_is_refused(string target)
    {
        File.CreateSymbolicLink(_folder["site/out"], target);
        Assert.Equal(JailResult.Escapes, Open("/out"));
    }

    [Fact]
    public void A_folder_that_is_a_link_out_is_refused_for_what_is_in_it_too()
    {
        Directory.CreateSymbolicLink(_folder["site/out"], "..");
        Assert.Equal(JailResult.Escapes, Open("/out"));
        Assert.Equal(JailResult.Escapes, Open("/out/secret"));
        Assert.Equal(JailResult.Escapes, _jail.TryLocateFolder(new WebPath(["out"], true), out _));

        // Also for what would be made there.
        Assert.Equal(JailResult.Escapes, _jail.TryLocateFolder(new WebPath(["out", "site", "..", ".."], true), out _));
    }

    [Fact]
    public void The_system_s_own_links_lead_nowhere()
    {
        File.CreateSymbolicLink(_folder["site/self"], "/proc/self/root/etc/passwd");
        File.CreateSymbolicLink(_folder["site/fd"], "/proc/self/fd/0");
        Assert.Equal(JailResult.Escapes, Open("/self"));
        Assert.Equal(JailResult.Escapes, Open("/fd"));
    }

    [NeedsFact("mkfifo")]
    public async Task A_pipe_is_no_file_and_does_not_make_anybody_wait()
    {
        await using var mkfifo = ChildProcess.Start("mkfifo", [_folder["site/pipe"]]);
        Assert.Equal(0, await mkfifo.FinishAsync());
        Assert.Equal(JailResult.NotFound, Open("/pipe"));
    }

    [Fact]
    public void A_root_that_is_replaced_is_the_new_one_at_once()
    {
        Directory.CreateDirectory(_folder["next"]);
        _folder.Write("next/a.txt", "next");
        Directory.Move(_folder["site"], _folder["old"]);
        Directory.CreateSymbolicLink(_folder["site"], "next");
        Assert.Equal("next", Read("/a.txt"));
    }

    [Fact]
    public async Task A_link_that_is_swapped_while_it_is_opened_never_leads_out()
    {
        // The classic race: a name that is a file at one moment and a link out at the next.
        Directory.CreateDirectory(_folder["site/swap"]);
        _folder.Write("site/swap/secret", "inside");
        File.CreateSymbolicLink(_folder["site/bad"], "..");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(_folder["site/swap"], _folder["site/kept"]);
                Directory.Move(_folder["site/bad"], _folder["site/swap"]);
                Directory.Move(_folder["site/swap"], _folder["site/bad"]);
                Directory.Move(_folder["site/kept"], _folder["site/swap"]);
            }
        });
        var results = new Dictionary<JailResult, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var result = _jail.TryOpen(new WebPath(["swap", "secret"], false), out var opened);
            results[result] = results.GetValueOrDefault(result) + 1;
            using (opened)
            {
                Assert.True(opened is null || opened.Length == "inside".Length);
            }
        }

        await stop.CancelAsync();
        await swapping;
        Assert.True(results.GetValueOrDefault(JailResult.Opened) > 0, string.Join(' ', results));
    }

    JailResult Open(string path)
    {
        var result = _jail.TryOpen(Parse(path), out var opened);
        opened?.Dispose();
        return result;
    }

    string Read(string path)
    {
        Assert.Equal(JailResult.Opened, _jail.TryOpen(Parse(path), out var opened));
        using (opened)
        {
            var bytes = new byte[opened!.Length];
            RandomAccess.Read(opened.Handle, bytes, 0);
            return System.Text.Encoding.UTF8.GetString(bytes);
        }
    }

    static WebPath Parse(string path)
    {
        Assert.Equal(WebPathFault.None, WebPath.TryParse(path, windows: false, out var parsed));
        return parsed!;
    }
}
