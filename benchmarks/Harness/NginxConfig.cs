using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Benchmarks.Harness;

/// <summary>nginx as a peer: one process, loopback, a fixed answer or a folder, everything it writes in a directory of its own that goes with it.</summary>
sealed class NginxConfig : IDisposable
{
    readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("patchbay-bench-nginx");

    /// <param name="folder">The folder it serves; null: a fixed answer.</param>
    public NginxConfig(string? folder = null)
    {
        var location = folder is null ? "return 200 \"Hello, World!\";" : $"root {folder}; sendfile on; tcp_nopush on;";
        Port = FreePort();
        File.WriteAllText(Path, string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off;
            master_process off;
            pid {{_directory.FullName}}/pid;
            error_log stderr crit;
            events { worker_connections 4096; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_temp_path {{_directory.FullName}}/body;
              proxy_temp_path {{_directory.FullName}}/proxy;
              fastcgi_temp_path {{_directory.FullName}}/fastcgi;
              uwsgi_temp_path {{_directory.FullName}}/uwsgi;
              scgi_temp_path {{_directory.FullName}}/scgi;
              server {
                listen 127.0.0.1:{{Port}} reuseport backlog=4096;
                default_type text/plain;
                location / { {{location}} }
              }
            }
            """));
    }

    public int Port { get; }

    /// <summary>For a server that cannot bind port 0 and tell. Nothing else runs in the bench's network namespace.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    string Path => System.IO.Path.Combine(_directory.FullName, "nginx.conf");

    public IReadOnlyList<string> Command => ["nginx", "-p", _directory.FullName, "-e", "stderr", "-c", Path];

    public void Dispose() => _directory.Delete(recursive: true);
}
