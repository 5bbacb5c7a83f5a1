using System.Diagnostics;
using System.Net.Sockets;

namespace Patchbay.Interop.Tests.Transfer;

/// <summary>nginx on free ports of loopback: plain, with TLS and HTTP/2, and a second host that writes down what it is told.</summary>
sealed class NginxServer : IAsyncDisposable
{
    readonly TemporaryFolder _folder;
    ChildProcess? _process;

    NginxServer(TemporaryFolder folder) => _folder = folder;

    public string Root => _folder["root"];

    public string Certificate => _folder["certificate.pem"];

    public int Port { get; } = FreePort.Take();

    public int TlsPort { get; } = FreePort.Take();

    public int OtherPort { get; } = FreePort.Take();

    /// <summary>What the second host was told by its clients: path and Authorization, a line each.</summary>
    public string Told => File.ReadAllText(_folder["told.log"]);

    public string Url(string path) => $"http://127.0.0.1:{Port}/{path}";

    public string TlsUrl(string path) => $"https://localhost:{TlsPort}/{path}";

    public static async Task<NginxServer> StartAsync()
    {
        var folder = new TemporaryFolder();
        var server = new NginxServer(folder);
        Directory.CreateDirectory(server.Root);
        Debug.Assert(!OperatingSystem.IsWindows());
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        folder.Write("certificate.pem", Certificates.Localhost.ExportCertificatePem());
        folder.Write("key.pem", Certificates.Localhost.GetECDsaPrivateKeyPem());
        folder.Write("users", "ann:{PLAIN}a secret\n");
        folder.Write("nginx.conf", $$"""
            daemon off;
            worker_processes 1;
            pid {{folder["pid"]}};
            error_log {{folder["error.log"]}};
            events { }
            http {
              log_format told '$uri "$http_authorization" $server_protocol';
              access_log off;
              server {
                listen 127.0.0.1:{{server.Port}};
                root {{server.Root}};
                location /moved { return 302 /file; }
                location /round { return 302 /round; }
                location /elsewhere { return 307 http://127.0.0.1:{{server.OtherPort}}/taken; }
                location /locked { auth_basic locked; auth_basic_user_file {{folder["users"]}}; alias {{server.Root}}/file; }
              }
              server {
                listen 127.0.0.1:{{server.TlsPort}} ssl http2;
                ssl_certificate {{folder["certificate.pem"]}};
                ssl_certificate_key {{folder["key.pem"]}};
                root {{server.Root}};
                location /down { return 301 http://127.0.0.1:{{server.Port}}/file; }
              }
              server {
                listen 127.0.0.1:{{server.OtherPort}};
                access_log {{folder["told.log"]}} told;
                location / { return 200 'it is here'; }
              }
            }
            """);
        server._process = ChildProcess.Start("nginx", ["-c", folder["nginx.conf"], "-e", folder["error.log"]]);
        await server.AnswersAsync();
        return server;
    }

    /// <summary>Kills it and its workers.</summary>
    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    async Task AnswersAsync()
    {
        using var limit = new CancellationTokenSource(ChildProcess.Limit);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", OtherPort, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }
}
