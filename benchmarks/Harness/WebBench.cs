using System.Security.Cryptography;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench web</c>: static files a server sends per second of its CPU. Ours as people run it, nginx with sendfile, stock Kestrel with UseStaticFiles.</summary>
static class WebBench
{
    static readonly (HttpCell Cell, int Bytes)[] Cells =
    [
        (new("4k", "64 connections, keep-alive, a file of 4 KiB", 64, false) { Path = "/4k.bin" }, 4 * 1024),
        (new("1m", "64 connections, keep-alive, a file of 1 MiB", 64, false) { Path = "/1m.bin" }, 1024 * 1024),
    ];

    public static Report Run(BenchOptions options)
    {
        var report = new Report("web", Machine.Read(options));
        var folder = Directory.CreateTempSubdirectory("patchbay-bench-web");
        try
        {
            foreach (var (cell, bytes) in Cells)
            {
                File.WriteAllBytes(folder.FullName + cell.Path, RandomNumberGenerator.GetBytes(bytes));
            }

            using var nginx = new NginxConfig(folder.FullName);
            var port = NginxConfig.FreePort();
            var program = Path.Combine(options.Root, "src/Patchbay/bin/Release/net10.0/patchbay");
            ServerKind[] servers =
            [
                new("ours", "ours", (_, _) => [program, "serve", "web", folder.FullName, $"127.0.0.1:{port}", "--data", folder.FullName]) { FixedPort = port },
                new("nginx", "nginx", (_, _) => nginx.Command) { FixedPort = nginx.Port },
                new("kestrel", "kestrel", (options, _) => [Path.Combine(options.Root, "benchmarks/peers/KestrelPeer/bin/Release/net10.0/kestrel-peer"), "files", folder.FullName]),
            ];
            foreach (var (cell, _) in Cells.Where(one => options.WantsCell(one.Cell.Name)))
            {
                HttpBench.RunCell(options, cell, [.. servers.Where(options.WantsServer)], report, server => Verify(server, cell, File.ReadAllBytes(folder.FullName + cell.Path)));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return report;
    }

    /// <summary>wrk counts answers and does not look into them: here each server proves once that its bytes are right.</summary>
    static void Verify(ServerProcess server, HttpCell cell, byte[] expected)
    {
        using var client = new HttpClient();
        if (!client.GetByteArrayAsync(new Uri($"http://127.0.0.1:{server.Port}{cell.Path}")).GetAwaiter().GetResult().AsSpan().SequenceEqual(expected))
        {
            throw new BenchException($"the server on port {server.Port} sent wrong bytes for {cell.Path}.");
        }
    }
}
