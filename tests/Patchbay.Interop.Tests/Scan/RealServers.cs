using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Patchbay.Interop.Tests.Transfer;

namespace Patchbay.Interop.Tests.Scan;

/// <summary>Servers of Debian, each on a free port of loopback that says nothing about what it is.</summary>
sealed class RealServers : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly List<ChildProcess> _processes = [];

    RealServers()
    {
    }

    public static RealServers None() => new();

    /// <summary>redis-server without a file of its own.</summary>
    public Task<int> RedisAsync() => StartAsync(port => ("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Path]));

    /// <summary>memcached as nobody.</summary>
    public Task<int> MemcachedAsync() => StartAsync(static port => ("memcached", ["-u", "nobody", "-l", "127.0.0.1", "-p", $"{port}", "-U", "0"]));

    /// <summary>sshd with a key of its own; nobody logs in.</summary>
    public async Task<int> SshAsync()
    {
        Debug.Assert(!OperatingSystem.IsWindows());
        Directory.CreateDirectory("/run/sshd", (UnixFileMode)0b111_101_101);
        await using (var making = ChildProcess.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", _folder["key"]]))
        {
            Assert.True(await making.FinishAsync() == 0, making.Error);
        }

        return await StartAsync(port => ("sshd", ["-D", "-e", "-f", "/dev/null", "-h", _folder["key"], "-p", $"{port}", "-o", "ListenAddress=127.0.0.1", "-o", $"PidFile={_folder["sshd.pid"]}"]));
    }

    /// <summary>openssl's server with a page of its own, TLS 1.2 alone.</summary>
    public Task<int> OpensslAsync()
    {
        var certificate = _folder.Write("certificate.pem", Certificates.Localhost.ExportCertificatePem());
        var key = _folder.Write("key.pem", Certificates.Localhost.GetECDsaPrivateKeyPem());
        return StartAsync(port => ("openssl", ["s_server", "-www", "-quiet", "-tls1_2", "-cert", certificate, "-key", key, "-accept", $"127.0.0.1:{port}"]));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        _folder.Dispose();
    }

    async Task<int> StartAsync(Func<int, (string Command, string[] Arguments)> command)
    {
        var port = FreePort.Take();
        var (name, arguments) = command(port);
        _processes.Add(ChildProcess.Start(name, arguments));
        using var limit = new CancellationTokenSource(ChildProcess.Limit);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), limit.Token);
                return port;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }
}
