using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Interop.Tests.Files;

/// <summary>Files of the program with other people's clients.</summary>
[Long]
public class FilesPeersTests
{
    [NeedsTheory("lftp")]
    [InlineData(1000, false)]
    [InlineData(150, true)]
    public async Task Lftp_mirrors_many_files_there_and_back(int files, bool isSecure)
    {
        await using var node = await FilesNode.StartAsync();
        await MirrorAsync(node, files, isSecure);
    }

    [NeedsFact("lftp", "slow")]
    public async Task Lftp_mirrors_ten_thousand_files_there_and_back()
    {
        await using var node = await FilesNode.StartAsync();
        await MirrorAsync(node, files: 10_000, isSecure: false);
    }

    [NeedsFact("curl")]
    public Task Curl_carries_256_MiB_there_and_back_unchanged() => CarryAsync(256L << 20);

    [NeedsFact("curl", "slow")]
    public Task Curl_carries_a_gigabyte_there_and_back_unchanged() => CarryAsync(1_000_000_000);

    [NeedsFact("curl")]
    public async Task Curl_uses_active_mode_and_TLS_and_resumes_both_ways()
    {
        await using var node = await FilesNode.StartAsync();
        var file = node.Make("file", 5_000_000);
        var hash = FilesNode.Hash(file);
        await node.CurlAsync("-P", "-", "-T", file, $"{node.Url}/private/active");
        await node.CurlAsync("--disable-eprt", "-P", "-", "-o", "active", $"{node.Url}/private/active");
        Assert.Equal(hash, FilesNode.Hash(node.Work["active"]));

        string[] tls = ["--ssl-reqd", "--cacert", node.Certificate, "--resolve", $"localhost:{node.Port}:127.0.0.1"];
        var secure = $"ftp://localhost:{node.Port}/private/secure";
        await node.CurlAsync([.. tls, "-T", file, secure]);
        await node.CurlAsync([.. tls, "-o", "secure", secure]);
        Assert.Equal(hash, FilesNode.Hash(node.Work["secure"]));

        Cut(node.Work["active"], 1_234_567);
        await node.CurlAsync("-C", "-", "-o", "active", $"{node.Url}/private/active");
        Assert.Equal(hash, FilesNode.Hash(node.Work["active"]));
        Cut(node.Work["secure"], 1_234_567);
        await node.CurlAsync("-T", node.Work["secure"], $"{node.Url}/private/resumed");
        await node.CurlAsync("-C", "-", "-T", file, $"{node.Url}/private/resumed");
        Assert.Equal(hash, FilesNode.Hash(Path.Combine(node.Private, "resumed")));
    }

    [NeedsFact("curl")]
    public async Task Curl_speaks_implicit_TLS()
    {
        await using var node = await FilesNode.StartAsync("tls-listen:127.0.0.1:0,cert=auto");
        var file = node.Make("file", 1_000_000);
        var url = $"ftps://127.0.0.1:{node.Port}/private/x";
        await node.CurlAsync("--cacert", node.Certificate, "-T", file, url);
        await node.CurlAsync("--cacert", node.Certificate, "-o", "back", url);
        Assert.Equal(FilesNode.Hash(file), FilesNode.Hash(node.Work["back"]));
    }

    [NeedsTheory("python3")]
    [InlineData("FTP", "")]
    [InlineData("FTP_TLS", "ftp.prot_p()")]
    public async Task Pythons_ftplib_does_all_it_knows(string type, string protect)
    {
        await using var node = await FilesNode.StartAsync();
        var script = node.Work.Write("client.py", $$"""
            import ftplib, io, ssl, sys
            ftp = ftplib.{{type}}()
            ftp.connect('127.0.0.1', {{node.Port}}, timeout=30)
            ftp.login('ann', 'secret')
            {{protect}}
            ftp.cwd('/private')
            assert ftp.pwd() == '/private'
            assert ftp.mkd('däta "x"') == '/private/däta "x"'
            ftp.cwd('däta "x"')
            data = bytes(range(256)) * 4000
            ftp.storbinary('STOR b', io.BytesIO(data))
            assert ftp.size('b') == len(data)
            got = []
            ftp.retrbinary('RETR b', got.append)
            assert b''.join(got) == data
            got = []
            ftp.retrbinary('RETR b', got.append, rest=1000000)
            assert b''.join(got) == data[1000000:]
            ftp.storlines('STOR t', io.BytesIO(b'one\r\ntwo\r\n'))
            lines = []
            ftp.retrlines('RETR t', lines.append)
            assert lines == ['one', 'two'], lines
            assert sorted(ftp.nlst()) == ['b', 't']
            assert {name: facts['size'] for name, facts in ftp.mlsd()} == {'b': '1024000', 't': '8'}
            ftp.dir(lines.append)
            ftp.rename('b', 'c')
            ftp.delete('c'); ftp.delete('t')
            ftp.cwd('..')
            ftp.rmd('däta "x"')
            ftp.storbinary('STOR big', io.BytesIO(bytes(30000000)))
            conn = ftp.transfercmd('RETR big')
            conn.recv(1000)
            if '{{type}}' == 'FTP':
                assert ftp.abort()[:3] in ('426', '226')
                if ftp.lastresp != '226': ftp.getmultiline()
            conn.close()
            try: print(ftp.quit())
            except ftplib.Error as e: print(e)
            """);
        await node.RunAsync("python3", script);
    }

    [NeedsFact("python3")]
    public async Task A_TLS_session_of_the_control_connection_is_taken_up_on_data_connections()
    {
        await using var node = await FilesNode.StartAsync();
        var script = node.Work.Write("client.py", $$"""
            import ftplib, ssl
            class Reusing(ftplib.FTP_TLS):
                reused = []
                def ntransfercmd(self, cmd, rest=None):
                    conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                    conn = self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session)
                    self.reused.append(conn.session_reused)
                    return conn, size
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            ftp = Reusing(context=context)
            ftp.connect('127.0.0.1', {{node.Port}}, timeout=30)
            ftp.login('ann', 'secret')
            ftp.prot_p()
            ftp.nlst(); ftp.nlst()
            print(ftp.reused)
            """);
        Assert.Equal("[True, True]\n", await node.RunAsync("python3", script));
    }

    [NeedsFact("lftp")]
    public async Task A_client_killed_in_a_download_and_a_server_killed_in_both_directions_go_on_to_identical_files()
    {
        await using var node = await FilesNode.StartAsync();
        var file = node.Make("file", 100_000_000);
        var hash = FilesNode.Hash(file);

        // The upload: first its client dies, then the server; each time with a part there.
        await DieAsync(node, "set net:limit-rate 20M; put file -o /private/x", Path.Combine(node.Private, ".x.patchbay-part"), killsServer: false);
        await DieAsync(node, "set net:limit-rate 20M; put -c file -o /private/x", Path.Combine(node.Private, "x"), killsServer: true);
        Assert.InRange(new FileInfo(Path.Combine(node.Private, "x")).Length, 1, 99_999_999);
        await node.LftpAsync("put -c file -o /private/x");
        Assert.Equal(hash, FilesNode.Hash(Path.Combine(node.Private, "x")));

        await DieAsync(node, "set net:limit-rate 20M; set xfer:clobber yes; get /private/x -o back", node.Work["back"], killsServer: false);
        await DieAsync(node, "set net:limit-rate 20M; get -c /private/x -o back", node.Work["back"], killsServer: true);
        Assert.InRange(new FileInfo(node.Work["back"]).Length, 1, 99_999_999);
        await node.LftpAsync("get -c /private/x -o back");
        Assert.Equal(hash, FilesNode.Hash(node.Work["back"]));
    }

    [NeedsFact("lftp")]
    public async Task A_new_upload_that_a_killed_server_had_begun_goes_on()
    {
        await using var node = await FilesNode.StartAsync();
        var file = node.Make("file", 60_000_000);
        await DieAsync(node, "set net:limit-rate 20M; put file -o /private/x", Path.Combine(node.Private, ".x.patchbay-part"), killsServer: true);
        await node.LftpAsync("put -c file -o /private/x");
        Assert.Equal(FilesNode.Hash(file), FilesNode.Hash(Path.Combine(node.Private, "x")));
        Assert.Single(Directory.GetFiles(node.Private));
    }

    [NeedsFact("nmap", "/usr/share/nmap/scripts/ftp-bounce.nse")]
    public async Task Nmap_finds_no_bounce_and_an_anonymous_login()
    {
        await using var node = await FilesNode.StartAsync();
        var report = await node.RunAsync("nmap", "-Pn", "-sT", "-p", $"{node.Port}", "--script", "+ftp-bounce,+ftp-anon", "--script-args", "ftp-bounce.checkhost=127.0.0.1,ftp-bounce.username=ann,ftp-bounce.password=secret", "127.0.0.1");
        Assert.DoesNotContain("bounce working", report);
        Assert.Contains("Anonymous FTP login allowed", report);
    }

    [NeedsFact("lftp", "linux")]
    public async Task Descriptors_come_back()
    {
        await using var node = await FilesNode.StartAsync();
        await node.LftpAsync("ls");
        var before = await SettledAsync(node);
        node.Make("file", 100_000);
        await node.LftpAsync(string.Concat(Enumerable.Range(0, 50).Select(i => $"put file -o /private/f{i}; get /private/f{i} -o back{i}; ")));
        Assert.InRange(await SettledAsync(node, before), 0, before);
    }

    [Fact]
    public async Task Off_this_machine_nobody_logs_in_in_plain_text()
    {
        await using var node = await FilesNode.StartAsync("*:0");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, node.Port).WaitAsync(ChildProcess.Limit);
        using var reader = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync("USER ann\r\nUSER anonymous\r\nQUIT\r\n"u8.ToArray());
        var replies = await reader.ReadToEndAsync().WaitAsync(ChildProcess.Limit);
        Assert.Contains("530 Passwords are taken under TLS only: send AUTH TLS first.", replies);
        Assert.Equal(2, replies.Split("530 ").Length - 1);
    }

    static async Task MirrorAsync(FilesNode node, int files, bool isSecure)
    {
        for (var i = 0; i < files; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(node.Work["tree"], $"d{i % 10}"));
            File.WriteAllText(Path.Combine(folder.FullName, $"file {i}"), $"{i}\n");
        }

        await node.LftpAsync("mirror -R tree /private/tree", isSecure);
        await node.LftpAsync("mirror /private/tree back", isSecure);
        foreach (var path in Directory.EnumerateFiles(node.Work["tree"], "*", SearchOption.AllDirectories))
        {
            Assert.Equal(File.ReadAllText(path), File.ReadAllText(path.Replace(node.Work["tree"], node.Work["back"], StringComparison.Ordinal)));
        }

        Assert.Equal(files, Directory.EnumerateFiles(node.Work["back"], "*", SearchOption.AllDirectories).Count());
    }

    static async Task CarryAsync(long size)
    {
        await using var node = await FilesNode.StartAsync();
        var file = node.Make("file", size);
        await node.CurlAsync("-T", file, $"{node.Url}/private/big");
        await node.CurlAsync("-o", "back", $"{node.Url}/private/big");
        Assert.Equal(FilesNode.Hash(file), FilesNode.Hash(node.Work["back"]));
    }

    /// <summary>Runs lftp until a file grows, and then kills it or the server.</summary>
    static async Task DieAsync(FilesNode node, string commands, string growing, bool killsServer)
    {
        var length = File.Exists(growing) ? new FileInfo(growing).Length : 0;
        await using var client = ChildProcess.Start("lftp", ["-u", "ann,secret", "-p", $"{node.Port}", "127.0.0.1", "-e", $"set ftp:ssl-allow no; set net:max-retries 1; {commands}; bye"], directory: node.Work.Path);
        var start = Stopwatch.GetTimestamp();
        while (!File.Exists(growing) || new FileInfo(growing).Length <= length + 1_000_000)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < ChildProcess.Limit, $"{growing} does not grow: {client.Output} {client.Error}");
            await Task.Delay(10);
        }

        if (killsServer)
        {
            await node.RestartAsync();
        }

        client.Kill();
        await client.ExitAsync();
    }

    static async Task<int> SettledAsync(FilesNode node, int wanted = 0)
    {
        // Connections end a moment after their client.
        var (last, same) = (-1, 0);
        var start = Stopwatch.GetTimestamp();
        while ((same < 20 || (wanted > 0 && last > wanted)) && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(40))
        {
            var now = Directory.GetFileSystemEntries($"/proc/{node.Pid}/fd").Length;
            same = now == last ? same + 1 : 0;
            last = now;
            await Task.Delay(20);
        }

        return last;
    }

    static void Cut(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }
}
