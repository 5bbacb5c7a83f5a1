using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Interop.Tests.Transfer;

/// <summary>A real FTP server on a free port of loopback, with a folder that may be written. vsftpd lets in anonymous, pure-ftpd ann.</summary>
sealed class FtpServer : IAsyncDisposable
{
    public const string User = "ann", Password = "a secret";

    readonly TemporaryFolder _folder;
    readonly FtpServerKind _kind;
    ChildProcess? _process;

    FtpServer(FtpServerKind kind, TemporaryFolder folder) => (_kind, _folder) = (kind, folder);

    /// <summary>What is served.</summary>
    public string Root => Path.Combine(Served, "files");

    // vsftpd serves no folder that anonymous may write; one in it may be.
    string Served => _folder["served"];

    /// <summary>The certificate, to be trusted.</summary>
    public string Certificate => _folder["certificate.pem"];

    public int Port { get; private set; }

    bool IsPure => _kind is FtpServerKind.PureFtpd or FtpServerKind.PureFtpdExplicitTls;

    public string Scheme => _kind switch
    {
        FtpServerKind.VsftpdImplicitTls => "ftps",
        FtpServerKind.VsftpdExplicitTls or FtpServerKind.PureFtpdExplicitTls => "ftpes",
        _ => "ftp",
    };

    /// <summary>Where files may be put.</summary>
    public string Url(string path, string host = "localhost") => $"{Scheme}://{host}:{Port}/{(IsPure ? "" : "files/")}{path}";

    /// <summary>The options that log in and trust.</summary>
    public string[] Options => [.. Scheme == "ftp" ? Array.Empty<string>() : ["--ca", Certificate], .. IsPure ? ["--user", User] : Array.Empty<string>()];

    public static async Task<FtpServer> StartAsync(FtpServerKind kind)
    {
        var folder = new TemporaryFolder();
        var server = new FtpServer(kind, folder);
        Directory.CreateDirectory(server.Root);
        Directory.CreateDirectory(folder["empty"]);
        // Whoever they run as has to get there.
        Debug.Assert(!OperatingSystem.IsWindows());
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        // vsftpd brings the user ftp; ann of pure-ftpd is nobody, who has the number 65534 everywhere.
        await RunAsync("chown", server.IsPure ? "nobody" : "ftp", server.Root);
        folder.Write("certificate.pem", Certificates.Localhost.ExportCertificatePem());
        folder.Write("key.pem", Certificates.Localhost.GetECDsaPrivateKeyPem());
        folder.Write("both.pem", Certificates.Localhost.ExportCertificatePem() + "\n" + Certificates.Localhost.GetECDsaPrivateKeyPem() + "\n");
        await server.StartAsync();
        return server;
    }

    /// <summary>Kills it and every process of it.</summary>
    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts it again where it was.</summary>
    public Task RestartAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Runs the program against it; the password goes by stdin.</summary>
    public async Task<(int ExitCode, string Output, string Error)> PatchbayAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        var code = await process.Process.ExitAsync();
        return (code, process.Process.Output, process.Process.Error);
    }

    /// <summary>Starts the program against it.</summary>
    public PatchbayProcess Start(params string[] arguments)
    {
        var process = PatchbayProcess.StartOn(arguments[0], [.. Options, .. arguments[1..]]);
        process.Process.Input.Write(Encoding.UTF8.GetBytes(IsPure ? Password + "\n" : ""));
        process.Process.CloseInput();
        return process;
    }

    async Task StartAsync()
    {
        Port = Port == 0 ? FreePort.Take() : Port;
        _process = IsPure ? await StartPureAsync() : StartVsftpd();
        await AnswersAsync();
    }

    ChildProcess StartVsftpd()
    {
        var isTls = _kind != FtpServerKind.Vsftpd;
        var configuration = _folder.Write("vsftpd.conf", $"""
            listen=YES
            listen_address=127.0.0.1
            listen_port={Port}
            background=NO
            seccomp_sandbox=NO
            secure_chroot_dir={_folder["empty"]}
            anonymous_enable=YES
            no_anon_password=YES
            local_enable=NO
            ftp_username=ftp
            anon_root={Served}
            write_enable=YES
            anon_upload_enable=YES
            anon_mkdir_write_enable=YES
            anon_other_write_enable=YES
            anon_umask=022
            anon_world_readable_only=NO
            mdtm_write=YES
            xferlog_enable=NO
            idle_session_timeout=60

            """ + (isTls ? $"""
            ssl_enable=YES
            allow_anon_ssl=YES
            force_anon_logins_ssl=YES
            force_anon_data_ssl=YES
            require_ssl_reuse=YES
            ssl_ciphers=HIGH
            rsa_cert_file={_folder["both.pem"]}
            implicit_ssl={(_kind == FtpServerKind.VsftpdImplicitTls ? "YES" : "NO")}

            """ : ""));
        return ChildProcess.Start("vsftpd", [configuration]);
    }

    async Task<ChildProcess> StartPureAsync()
    {
        if (!File.Exists(_folder["users.pdb"]))
        {
            // An entry of our own with crypt(3): the hash that pure-pw makes costs every login two seconds.
            await using var hashing = ChildProcess.Start("openssl", ["passwd", "-6", "-stdin"]);
            await hashing.WriteAsync(Password + "\n");
            Assert.True(await hashing.FinishAsync() == 0, hashing.Error);
            var users = _folder.Write("users", $"{User}:{hashing.Output.Trim()}:65534:65534::{Root}/./::::::::::::\n");
            await using var making = ChildProcess.Start("pure-pw", ["mkdb", _folder["users.pdb"], "-f", users]);
            Assert.True(await making.FinishAsync() == 0, making.Error);
        }

        // -H asks no name server about us, -E lets nobody in anonymously, -Y 2 wants TLS for everything.
        string[] arguments = ["-S", $"127.0.0.1,{Port}", "-H", "-E", "-l", $"puredb:{_folder["users.pdb"]}", "-g", _folder["pid"], "-Y", _kind == FtpServerKind.PureFtpd ? "0" : "2", "-2", _folder["both.pem"]];
        return ChildProcess.Start("pure-ftpd", arguments);
    }

    /// <summary>Until it takes connections: neither server says when it does.</summary>
    async Task AnswersAsync()
    {
        using var limit = new CancellationTokenSource(ChildProcess.Limit);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    static async Task RunAsync(string command, params string[] arguments)
    {
        await using var process = ChildProcess.Start(command, arguments);
        Assert.True(await process.FinishAsync() == 0, process.Error);
    }
}
