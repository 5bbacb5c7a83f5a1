using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench chat</c>: what a server pays to give one message to every member of a channel. Ours, with its history, and ngircd, which keeps none.</summary>
static class ChatBench
{
    const int FirstPort = 21600, Payload = 64;

    // Messages on their way at once: servers may gather them, as they do for people who all talk.
    const int Burst = 16;

    static readonly int[] Members = [10, 100, 1000];
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    public static Report Run(BenchOptions options)
    {
        var report = new Report("chat", Machine.Read(options));
        var folder = Directory.CreateTempSubdirectory("patchbay-bench-");
        var servers = new List<(string Name, Process Process, int Port)>();
        try
        {
            foreach (var (name, command) in Commands(options, folder.FullName).Where(server => options.Servers?.Contains(server.Name) != false))
            {
                var port = FirstPort + servers.Count;
                servers.Add((name, Start(name, command(port), port), port));
            }

            foreach (var members in Members.Where(members => options.WantsCell($"{members}")))
            {
                RunCell(options, members, servers, report);
            }
        }
        finally
        {
            servers.ForEach(static server => Stop(server.Process));
            folder.Delete(recursive: true);
        }

        return report;
    }

    static IEnumerable<(string Name, Func<int, string[]> Command)> Commands(BenchOptions options, string folder)
    {
        var program = Path.Combine(options.Root, "src/Patchbay/bin/Release/net10.0/patchbay");
        yield return ("ours", port => [program, "serve", "chat", $"tcp-listen:127.0.0.1:{port}", "--data", folder, "--set", "chat.flood-rate=none"]);
        yield return ("ngircd", port =>
        {
            var file = Path.Combine(folder, "ngircd.conf");
            File.WriteAllText(file, $"""
                [Global]
                Name = bench.localhost
                Info = bench
                AdminInfo1 = bench
                AdminEMail = bench@localhost
                Listen = 127.0.0.1
                Ports = {port}
                MotdPhrase = bench
                [Limits]
                MaxConnections = 0
                MaxConnectionsIP = 0
                MaxPenaltyTime = 0
                [Options]
                DNS = no
                Ident = no
                PAM = no
                """);
            return ["/usr/sbin/ngircd", "--nodaemon", "--config", file];
        }
        );
    }

    static Process Start(string name, string[] command, int port)
    {
        var process = Tool.Start(BenchOptions.ServerCore, command, static start => start.RedirectStandardError = true);
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var limit = Stopwatch.StartNew(); limit.Elapsed < StartLimit && !process.HasExited; Thread.Sleep(20))
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", port);
                return process;
            }
            catch (SocketException)
            {
            }
        }

        Stop(process);
        throw new BenchException($"{name} does not run here.");
    }

    static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        process.Dispose();
    }

    static void RunCell(BenchOptions options, int members, List<(string Name, Process Process, int Port)> servers, Report report)
    {
        Console.Error.WriteLine($"{members} members, {Payload}-octet messages, {Burst} on their way");
        var samples = servers.ToDictionary(static server => server.Name, static _ => new List<(double Cost, double Lines)>());
        var rooms = servers.ConvertAll(server => (server.Name, server.Process, Room: new Room(server.Port, members)));
        try
        {
            rooms.ForEach(room => room.Room.Talk(options.WarmUp));
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var (name, process, room) in rooms)
                {
                    var cpu = CpuClock.ProcessSeconds(process.Id);
                    var (lines, seconds) = room.Talk(options.Seconds);
                    var sample = (Cost: (CpuClock.ProcessSeconds(process.Id) - cpu) * 1e6 / lines, Lines: lines / seconds);
                    samples[name].Add(sample);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {round} {name,-8} {sample.Cost,8:0.00} CPU-µs a line {sample.Lines,10:0} lines/s"));
                }
            }
        }
        finally
        {
            rooms.ForEach(static room => room.Room.Dispose());
        }

        report.Add(Table(members, samples), samples.Select(pair => new { server = pair.Key, members, costs = pair.Value.Select(static sample => sample.Cost), lines = pair.Value.Select(static sample => sample.Lines) }));
    }

    static string Table(int members, Dictionary<string, List<(double Cost, double Lines)>> samples)
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"## {members} members").AppendLine();
        text.AppendLine("| server | CPU-µs a delivered line | lines/s | cost / ngircd |").AppendLine("|---|---:|---:|---:|");
        foreach (var (name, all) in samples)
        {
            var ratio = samples.TryGetValue("ngircd", out var peer) ? Statistics.Median(all.Zip(peer, static (mine, theirs) => mine.Cost / theirs.Cost)) : double.NaN;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {Statistics.Median(all.Select(static sample => sample.Cost)):0.00} | {Statistics.Median(all.Select(static sample => sample.Lines)):0} | {ratio:0.00} |");
        }

        return text.ToString();
    }

    /// <summary>A channel and its members, all of whom this thread reads; one of them talks.</summary>
    sealed class Room : IDisposable
    {
        readonly List<Socket> _members = [];
        readonly byte[] _buffer = new byte[256 * 1024];
        readonly byte[] _burst;

        public Room(int port, int members)
        {
            var channel = $"#bench{members}";
            _burst = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"PRIVMSG {channel} :{new string('%', Payload)}\r\n", Burst)));
            for (var i = 0; i < members; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000 };
                socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
                socket.Send(Encoding.ASCII.GetBytes($"NICK m{members}a{i}\r\nUSER bench 0 * :bench\r\nJOIN {channel}\r\n"));
                _members.Add(socket);
                Until(socket, " 366 ");
            }
        }

        /// <summary>Says messages and waits until everybody has them all.</summary>
        /// <returns>Delivered lines, and the time they took.</returns>
        public (long Lines, double Seconds) Talk(double seconds)
        {
            var (time, lines) = (Stopwatch.StartNew(), 0L);
            do
            {
                _members[0].Send(_burst);
                foreach (var member in _members.Skip(1))
                {
                    Take(member);
                }

                lines += Burst * (_members.Count - 1);
            }
            while (time.Elapsed.TotalSeconds < seconds);
            return (lines, time.Elapsed.TotalSeconds);
        }

        public void Dispose() => _members.ForEach(static member => member.Dispose());

        /// <summary>Counts the character of the payloads, which servers write nowhere else.</summary>
        void Take(Socket member)
        {
            for (var left = Burst * Payload; left > 0;)
            {
                var received = member.Receive(_buffer);
                var text = _buffer.AsSpan(0, received);
                left -= received == 0 ? throw new BenchException("a server closed a member.") : text.Count((byte)'%');
                if (left < 0)
                {
                    throw new BenchException("a member got more than was said.");
                }
            }
        }

        void Until(Socket member, string part)
        {
            for (var text = ""; !text.Contains(part, StringComparison.Ordinal);)
            {
                var received = member.Receive(_buffer);
                text = text[Math.Max(0, text.Length - part.Length)..] + Encoding.ASCII.GetString(_buffer, 0, received);
            }
        }
    }
}
