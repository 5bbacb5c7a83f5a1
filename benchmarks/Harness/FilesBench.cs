using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench files</c>: what FTP downloads cost the server, of large files and of many small ones, beside vsftpd. The client is curl.</summary>
static class FilesBench
{
    static readonly bool[] Sizes = [true, false];

    const int BigMiB = 256, BigTimes = 4, SmallFiles = 500, SmallBytes = 1000;

    static readonly TimeSpan SessionsEnd = TimeSpan.FromSeconds(5);

    public static Report Run(BenchOptions options)
    {
        var report = new Report("files", Machine.Read(options));
        var directory = Directory.CreateTempSubdirectory("patchbay-bench-files");
        var data = Directory.CreateTempSubdirectory("patchbay-bench-data");
        try
        {
            Fill(directory.FullName);
            using var vsftpd = new VsftpdConfig(directory.FullName, FreePort());
            var patchbay = Path.Combine(options.Root, "src", "Patchbay", "bin", "Release", "net10.0", "patchbay");
            ServerKind Ours(string name, string engine, int port) => new(name, "ours", (_, _) =>
                [patchbay, "--quiet", "serve", "files", directory.FullName, $"127.0.0.1:{port}", "--engine", engine, "--set", "files.passive-ports=any", "--data", data.FullName])
            { FixedPort = port };
            ServerKind[] servers =
            [
                Ours("uring", "uring", FreePort()), Ours("sockets", "sockets", FreePort()),
                new("vsftpd", "vsftpd", (_, _) => vsftpd.Command) { FixedPort = vsftpd.Port },
            ];
            foreach (var isBig in Sizes.Where(isBig => options.WantsCell(Name(isBig))))
            {
                RunCell(options, isBig, servers.Where(options.WantsServer), directory.FullName, report);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
            data.Delete(recursive: true);
        }

        return report;
    }

    static string Name(bool isBig) => isBig ? "big" : "small";

    static string Unit(bool isBig) => isBig ? "MiB" : "file";

    static void RunCell(BenchOptions options, bool isBig, IEnumerable<ServerKind> servers, string directory, Report report)
    {
        var title = isBig ? $"{BigTimes} × {BigMiB} MiB, one after the other" : $"{SmallFiles} files of {SmallBytes} bytes in one session";
        Console.Error.WriteLine($"{Name(isBig)}: {title}");
        using var running = RunningServers.Start(options, new Cell(1, 1, 1), servers, report);
        foreach (var (server, process) in running)
        {
            Verify(server, process.Port, directory);
            WarmUp.Run(options.WarmUp, _ => Load(process, isBig));
        }

        var all = Interleaved.Run(options, running, Name(isBig), mustBeBusy: false, process => Load(process, isBig), Line);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {Name(isBig)}: {title}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| server | CPU-µs/{Unit(isBig)} | {Unit(isBig)}/s | server core | samples | × vsftpd |").AppendLine("|---|---:|---:|---:|---:|---:|");
        foreach (var s in all)
        {
            text.AppendLine(s.Counts
                ? string.Create(CultureInfo.InvariantCulture, $"| {s.Server} | {s.Cost:0.0} | {s.Median(x => x.MessagesPerSecond):0} | {s.Median(x => x.ServerCoreBusy):P0} | {s.Kept} | {1 / EchoGates.Ratio(all, s.Server, "vsftpd"):0.00} |")
                : $"| {s.Server} | discarded: {s.DiscardReason} | | | | |");
        }

        report.Add(text.ToString(), all);
    }

    static string Line(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Cost,9:0.0} CPU-µs each {sample.MessagesPerSecond,9:0}/s");

    static Sample Load(ServerProcess process, bool isBig)
    {
        List<string> command = ["curl", "-sS", "-w", "%{size_download}\\n"];
        for (var i = 0; i < (isBig ? BigTimes : 1); i++)
        {
            command.AddRange(["-o", "/dev/null", isBig ? $"ftp://127.0.0.1:{process.Port}/big" : $"ftp://127.0.0.1:{process.Port}/small/f[1-{SmallFiles}]"]);
        }

        WaitForSessions(process.Id);
        var (serverCore, clientCore, start) = (CpuClock.Core(BenchOptions.ServerCore), CpuClock.Core(BenchOptions.ClientCore), Stopwatch.GetTimestamp());
        var sizes = Tool.Run(BenchOptions.ClientCore, command).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (serverBusy, clientBusy) = (CpuClock.BusyShare(serverCore, CpuClock.Core(BenchOptions.ServerCore)), CpuClock.BusyShare(clientCore, CpuClock.Core(BenchOptions.ClientCore)));
        WaitForSessions(process.Id);
        var expected = isBig ? (long)BigMiB << 20 : SmallBytes;
        var messages = isBig ? BigTimes * BigMiB : SmallFiles;
        return new()
        {
            Messages = messages,
            Seconds = elapsed,
            MessagesPerSecond = messages / elapsed,
            // Of the whole core: vsftpd has processes for each session, which its first process does not count when they end.
            ServerCpuSeconds = serverBusy * elapsed,
            ServerCoreBusy = serverBusy,
            ClientCoreBusy = clientBusy,
            // What curl itself used is gone with its process; its core ran little else.
            ClientCpuSeconds = clientBusy * elapsed,
            Errors = (isBig ? BigTimes : SmallFiles) - sizes.Count(size => long.Parse(size, CultureInfo.InvariantCulture) == expected),
        };
    }

    static void WaitForSessions(int process)
    {
        for (var limit = Stopwatch.StartNew(); limit.Elapsed < SessionsEnd && File.ReadAllText($"/proc/{process}/task/{process}/children").Length > 0;)
        {
            Thread.Sleep(1);
        }
    }

    static void Fill(string directory)
    {
        // vsftpd reads as another user. The script lets nobody in but Linux.
        Debug.Assert(!OperatingSystem.IsWindows());
        File.SetUnixFileMode(directory, (UnixFileMode)0x1ed);
        var block = new byte[1024 * 1024];
        new Random(1).NextBytes(block);
        using (var big = File.Create(Path.Combine(directory, "big")))
        {
            for (var i = 0; i < BigMiB; i++)
            {
                big.Write(block);
            }
        }

        var small = Directory.CreateDirectory(Path.Combine(directory, "small")).FullName;
        for (var i = 1; i <= SmallFiles; i++)
        {
            File.WriteAllBytes(Path.Combine(small, $"f{i}"), block[..SmallBytes]);
        }
    }

    static void Verify(ServerKind server, int port, string directory)
    {
        var got = Path.Combine(directory, "got");
        Tool.Run(BenchOptions.ClientCore, ["curl", "-sS", "-o", got, $"ftp://127.0.0.1:{port}/big"]);
        using (var a = File.OpenRead(got))
        using (var b = File.OpenRead(Path.Combine(directory, "big")))
        {
            if (!System.Security.Cryptography.SHA256.HashData(a).AsSpan().SequenceEqual(System.Security.Cryptography.SHA256.HashData(b)))
            {
                throw new BenchException($"{server.Name} sends wrong bytes.");
            }
        }

        File.Delete(got);
    }

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
