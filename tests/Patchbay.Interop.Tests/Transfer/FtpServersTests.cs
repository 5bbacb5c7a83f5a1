namespace Patchbay.Interop.Tests.Transfer;

/// <summary>get, put and mirror with vsftpd and pure-ftpd, plain and with TLS of both sorts.</summary>
[Long]
public sealed class FtpServersTests : IDisposable
{
    const int MiB = 1024 * 1024;

    readonly TemporaryFolder _folder = new();

    [NeedsTheory("vsftpd", "pure-ftpd", "pure-pw", "openssl", "root")]
    [InlineData(FtpServerKind.Vsftpd)]
    [InlineData(FtpServerKind.VsftpdExplicitTls)]
    [InlineData(FtpServerKind.VsftpdImplicitTls)]
    [InlineData(FtpServerKind.PureFtpd)]
    [InlineData(FtpServerKind.PureFtpdExplicitTls)]
    public async Task A_file_goes_there_and_comes_back_whole_and_what_broke_off_goes_on(FtpServerKind kind)
    {
        await using var server = await FtpServer.StartAsync(kind);
        var file = TestFile.Write(_folder["file"], (20 * MiB) + 1);
        var put = await server.PatchbayAsync("put", file, server.Url("there"));
        Assert.True(put.ExitCode == 0, put.Error);
        TestFile.AssertSame(file, Path.Combine(server.Root, "there"));
        // By address: SslStream keeps no sessions for one by itself.
        var got = await server.PatchbayAsync("get", "-o", _folder["back"], server.Url("there", "127.0.0.1"));
        Assert.True(got.ExitCode == 0, got.Error);
        TestFile.AssertSame(file, _folder["back"]);
        Assert.Equal(["back", "file"], Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order());

        // Half of it is there.
        using (var half = new FileStream(Path.Combine(server.Root, "there"), FileMode.Open))
        {
            half.SetLength(7 * MiB);
        }

        put = await server.PatchbayAsync("put", "-c", file, server.Url("there"));
        Assert.True(put.ExitCode == 0, put.Error);
        Assert.Contains("7.0 MiB were there before", put.Error);
        TestFile.AssertSame(file, Path.Combine(server.Root, "there"));
        put = await server.PatchbayAsync("put", "-c", file, server.Url("there"));
        Assert.Contains("nothing to do", put.Error);

        // Half of it is here.
        using (var half = new FileStream(_folder["back"], FileMode.Open))
        {
            half.SetLength(3 * MiB);
        }

        got = await server.PatchbayAsync("get", "-c", "-o", _folder["back"], server.Url("there"));
        Assert.True(got.ExitCode == 0, got.Error);
        Assert.Contains("3.0 MiB were there before", got.Error);
        TestFile.AssertSame(file, _folder["back"]);
    }

    [NeedsTheory("vsftpd", "pure-ftpd", "pure-pw", "openssl", "root")]
    [InlineData(FtpServerKind.Vsftpd, 1, 1_000)]
    [InlineData(FtpServerKind.VsftpdExplicitTls, 4, 150)]
    [InlineData(FtpServerKind.PureFtpdExplicitTls, 2, 150)]
    public async Task Many_small_files_go_there_and_come_back_and_a_second_time_nothing_moves(FtpServerKind kind, int parallel, int files) => await MirrorAsync(kind, parallel, files);

    [NeedsFact("vsftpd", "root", "slow")]
    public async Task Ten_thousand_small_files_too() => await MirrorAsync(FtpServerKind.Vsftpd, 4, 10_000);

    [NeedsTheory("vsftpd", "root")]
    [InlineData(FtpServerKind.Vsftpd)]
    [InlineData(FtpServerKind.VsftpdExplicitTls)]
    public async Task A_large_file_is_the_same_byte_for_byte(FtpServerKind kind) => await LargeAsync(kind, 256L * MiB);

    [NeedsFact("vsftpd", "root", "slow")]
    public async Task A_file_of_a_gigabyte_is_too() => await LargeAsync(FtpServerKind.VsftpdExplicitTls, 1024L * MiB);

    [NeedsTheory("vsftpd", "pure-ftpd", "pure-pw", "openssl", "root")]
    [InlineData(FtpServerKind.Vsftpd)]
    [InlineData(FtpServerKind.PureFtpdExplicitTls)]
    public async Task Killed_in_the_middle_we_go_on_to_an_identical_file(FtpServerKind kind)
    {
        await using var server = await FtpServer.StartAsync(kind);
        var file = TestFile.Write(Path.Combine(server.Root, "file"), 8 * MiB);
        await using (var get = server.Start("get", "--limit-rate", "4m", "-o", _folder["file"], server.Url("file")))
        {
            await TestFile.GrowsAsync(_folder["file.part"], MiB, get);
            get.Process.Kill();
            Assert.NotEqual(0, await get.Process.ExitAsync());
        }

        Assert.False(File.Exists(_folder["file"]));
        var (code, _, error) = await server.PatchbayAsync("get", "-c", "-o", _folder["file"], server.Url("file"));
        Assert.True(code == 0, error);
        Assert.Contains("were there before", error);
        TestFile.AssertSame(file, _folder["file"]);

        await using (var put = server.Start("put", "--limit-rate", "4m", file, server.Url("copy")))
        {
            await TestFile.GrowsAsync(Path.Combine(server.Root, "copy"), MiB, put);
            put.Process.Kill();
            await put.Process.ExitAsync();
        }

        (code, _, error) = await server.PatchbayAsync("put", "-c", file, server.Url("copy"));
        Assert.True(code == 0, error);
        Assert.Contains("were there before", error);
        TestFile.AssertSame(file, Path.Combine(server.Root, "copy"));
    }

    [NeedsTheory("vsftpd", "root")]
    [InlineData(FtpServerKind.Vsftpd)]
    [InlineData(FtpServerKind.VsftpdExplicitTls)]
    public async Task A_server_that_dies_is_told_and_its_file_is_continued_when_it_is_back(FtpServerKind kind)
    {
        await using var server = await FtpServer.StartAsync(kind);
        var file = TestFile.Write(Path.Combine(server.Root, "file"), 16 * MiB);
        await using (var get = server.Start("get", "--limit-rate", "4m", "-o", _folder["file"], server.Url("file")))
        {
            await TestFile.GrowsAsync(_folder["file.part"], MiB, get);
            await server.KillAsync();
            Assert.Contains(await get.Process.ExitAsync(), new[] { 18, 56 });
            Assert.Contains($"localhost:{server.Port}", get.Process.Error);
            Assert.Contains("--continue goes on from there", get.Process.Error);
        }

        await server.RestartAsync();
        var (code, _, error) = await server.PatchbayAsync("get", "-c", "-o", _folder["file"], server.Url("file"));
        Assert.True(code == 0, error);
        TestFile.AssertSame(file, _folder["file"]);
    }

    [NeedsFact("vsftpd", "pure-ftpd", "pure-pw", "openssl", "root")]
    public async Task What_a_server_refuses_has_its_exit_code_and_its_words()
    {
        await using var vsftpd = await FtpServer.StartAsync(FtpServerKind.Vsftpd);
        await using var tls = await FtpServer.StartAsync(FtpServerKind.VsftpdExplicitTls);
        await using var pure = await FtpServer.StartAsync(FtpServerKind.PureFtpd);
        await FailsAsync(vsftpd, 78, "550 Failed to open file.", "get", vsftpd.Url("none"));
        await FailsAsync(vsftpd, 64, "does not start TLS", "get", "--tls", vsftpd.Url("none"));
        await FailsAsync(vsftpd, 7, "refused the connection", "get", $"ftp://127.0.0.1:{FreePort.Take()}/x");
        await FailsAsync(vsftpd, 25, "Could not create file", "put", TestFile.Write(_folder["f"], 10), vsftpd.Url("no/such/folder"));
        await FailsAsync(tls, 67, "must use encryption", "get", $"ftp://localhost:{tls.Port}/x");
        await FailsAsync(pure, 35, "speaks no TLS", "get", $"ftps://localhost:{pure.Port}/x");

        await using var unknown = PatchbayProcess.StartOn("get", "--user", "bob", pure.Url("x"));
        await unknown.Process.WriteAsync("wrong\n");
        Assert.Equal(67, await unknown.Process.FinishAsync());
        Assert.Contains("530 Login authentication failed", unknown.Process.Error);

        await using var untrusted = PatchbayProcess.StartOn("get", tls.Url("x"));
        Assert.Equal(60, await untrusted.Process.FinishAsync());
        Assert.Contains("is self-signed and not trusted here", untrusted.Process.Error);
        Assert.Contains("--pin sha256:", untrusted.Process.Error);
    }

    [NeedsFact("pure-ftpd", "pure-pw", "openssl", "root")]
    public async Task A_signal_in_the_middle_ends_with_the_shells_code_and_keeps_what_came()
    {
        await using var server = await FtpServer.StartAsync(FtpServerKind.PureFtpd);
        TestFile.Write(Path.Combine(server.Root, "file"), 16 * MiB);
        await using var get = server.Start("get", "--limit-rate", "2m", "-o", _folder["file"], server.Url("file"));
        await TestFile.GrowsAsync(_folder["file.part"], 100_000, get);
        get.Process.Signal(System.Runtime.InteropServices.PosixSignal.SIGINT);
        Assert.Equal(130, await get.Process.ExitAsync());
        Assert.Contains("are kept in", get.Process.Error);
        Assert.True(File.Exists(_folder["file.part"]) && !File.Exists(_folder["file"]));
    }

    [NeedsFact("vsftpd", "root")]
    public async Task Removals_are_told_asked_for_and_done()
    {
        await using var server = await FtpServer.StartAsync(FtpServerKind.Vsftpd);
        var tree = Directory.CreateDirectory(_folder["tree"]).FullName;
        TestFile.WriteTree(tree, 20);
        Assert.Equal(0, (await server.PatchbayAsync("mirror", tree, server.Url("tree"))).ExitCode);
        File.Delete(Directory.GetFiles(tree, "file-3.txt", SearchOption.AllDirectories).Single());
        var (code, output, _) = await server.PatchbayAsync("mirror", "--dry-run", "--delete", tree, server.Url("tree"));
        Assert.Equal((0, "remove folder 0/file-3.txt (only at the destination)\n"), (code, output));
        (code, _, var error) = await server.PatchbayAsync("mirror", "--delete", tree, server.Url("tree"));
        Assert.Equal(2, code);
        Assert.Contains("nobody can be asked", error);
        Assert.Equal(0, (await server.PatchbayAsync("mirror", "--delete", "--yes", tree, server.Url("tree"))).ExitCode);
        TestFile.AssertSameTrees(tree, Path.Combine(server.Root, "tree"));
    }

    public void Dispose() => _folder.Dispose();

    async Task MirrorAsync(FtpServerKind kind, int parallel, int count)
    {
        await using var server = await FtpServer.StartAsync(kind);
        var tree = Directory.CreateDirectory(_folder["tree"]).FullName;
        TestFile.WriteTree(tree, count);
        string[] up = ["mirror", "--parallel", $"{parallel}", tree, server.Url("tree")];
        var (code, _, error) = await server.PatchbayAsync(up);
        Assert.True(code == 0, error);
        Assert.Contains($"copied {count} files", error);
        TestFile.AssertSameTrees(tree, Path.Combine(server.Root, "tree"));
        Assert.Contains($"copied 0 files, 0 bytes", (await server.PatchbayAsync(up)).Error);

        string[] down = ["mirror", "--parallel", $"{parallel}", server.Url("tree"), _folder["back"]];
        (code, _, error) = await server.PatchbayAsync(down);
        Assert.True(code == 0, error);
        TestFile.AssertSameTrees(tree, _folder["back"]);
        Assert.Contains($"{count} unchanged", (await server.PatchbayAsync(down)).Error);

        // What changed there, by its size or its time alone, comes again.
        var name = Directory.GetFiles(Path.Combine(server.Root, "tree"), "file-9.txt", SearchOption.AllDirectories).Single();
        File.WriteAllText(name, new string('x', (int)new FileInfo(name).Length));
        File.SetLastWriteTimeUtc(name, DateTime.UtcNow.AddSeconds(5));
        Assert.Contains("copied 1 file", (await server.PatchbayAsync(down)).Error);
        Assert.Equal(File.ReadAllText(name), File.ReadAllText(Directory.GetFiles(_folder["back"], "file-9.txt", SearchOption.AllDirectories).Single()));
    }

    async Task LargeAsync(FtpServerKind kind, long length)
    {
        await using var server = await FtpServer.StartAsync(kind);
        var file = TestFile.Write(Path.Combine(server.Root, "large"), length);
        var (code, _, error) = await server.PatchbayAsync("get", "-o", _folder["large"], server.Url("large"));
        Assert.True(code == 0, error);
        TestFile.AssertSame(file, _folder["large"]);
        (code, _, error) = await server.PatchbayAsync("put", _folder["large"], server.Url("again"));
        Assert.True(code == 0, error);
        TestFile.AssertSame(file, Path.Combine(server.Root, "again"));
    }

    static async Task FailsAsync(FtpServer server, int expected, string words, params string[] arguments)
    {
        var (code, _, error) = await server.PatchbayAsync(arguments);
        Assert.True(code == expected, $"{code}: {error}");
        Assert.Contains(words, error);
        Assert.DoesNotContain("   at ", error);
    }
}
