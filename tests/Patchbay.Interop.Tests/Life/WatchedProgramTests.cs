using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Patchbay.Interop.Tests.Life;

/// <summary>Whoever is watched behaves, and ends, as if nobody watched.</summary>
[Long]
public class WatchedProgramTests
{
    const string Threads = """
        import threading, socket, sys
        server = socket.create_server(("127.0.0.1", 0), backlog=300)
        def echo(c):
            while d := c.recv(100): c.sendall(d)
            c.close()
        def serve():
            for _ in range(100): threading.Thread(target=echo, args=(server.accept()[0],)).start()
        done = []
        def client(i):
            s = socket.create_connection(server.getsockname())
            for k in range(3):
                s.sendall(b"%4d" % i)
                got = b""
                while len(got) < 4: got += s.recv(4 - len(got))
                assert got == b"%4d" % i
            s.close(); done.append(i)
        threads = [threading.Thread(target=serve)] + [threading.Thread(target=client, args=(i,)) for i in range(100)]
        [t.start() for t in threads]; [t.join() for t in threads]
        print(len(done)); sys.exit(5)
        """;

    [NeedsTheory("linux")]
    [InlineData("echo out; echo err >&2; exit 7")]
    [InlineData("kill -KILL $$")]
    [InlineData("trap '' TERM; kill -TERM $$; exit 4")]
    [InlineData("trap 'exit 9' USR1; kill -USR1 $$; sleep 10")]
    [InlineData("exec sh -c 'exec sh -c \"exit 6\"'")]
    [InlineData("(sleep 0.1; exit 3) & wait $!")]
    [InlineData("cat; env | grep -c ^LIFE_TEST=; ulimit -n >/dev/null")]
    public async Task Its_output_and_status_are_its_own(string script)
    {
        var variables = new Dictionary<string, string?>(PatchbayProcess.Variables) { ["LIFE_TEST"] = "a\tb\nc" };
        await using var alone = ChildProcess.Start("sh", ["-c", script], variables);
        // The others may have ended before anything is written to them.
        var isReading = script.StartsWith("cat", StringComparison.Ordinal);
        await (isReading ? alone.WriteAsync("in") : Task.CompletedTask);
        var expected = await alone.FinishAsync();
        using var folder = new TemporaryFolder();
        await using var life = ChildProcess.Start(PatchbayProcess.Path, ["life", "--json=lines", "-o", folder["life"], "--", "sh", "-c", script], variables);
        await (isReading ? life.WriteAsync("in") : Task.CompletedTask);
        Assert.Equal(expected, await life.FinishAsync());
        Assert.Equal((alone.Output, alone.Error), (life.Output, life.Error));
        var (step, code) = expected > 128 ? ("killed", expected - 128) : ("exited", expected);
        Assert.Contains(LifeRecord.Read(folder["life"]).Of("process"), end => end.GetProperty("step").GetString() == step && end.GetProperty("code").GetInt32() == code);
    }

    [NeedsFact("python3")]
    public async Task Two_hundred_threads_all_come_through_and_every_socket_is_seen()
    {
        using var folder = new TemporaryFolder();
        await using var life = ChildProcess.Start(PatchbayProcess.Path, ["life", "--json=lines", "-o", folder["life"], "--", "python3", "-c", Threads], PatchbayProcess.Variables);
        Assert.Equal(5, await life.FinishAsync());
        Assert.Equal("100\n", life.Output);
        var record = LifeRecord.Read(folder["life"]);
        Assert.Equal(100, record.Of("call").Count(static call => call.GetProperty("name").GetString() == "accept4" && call.TryGetProperty("madeSocket", out _)));
        // Each connection has both of its ends here.
        var pairs = record.Of("socket").Where(static socket => socket.TryGetProperty("peer", out _)).Select(static socket => socket.GetProperty("socket").GetInt32()).Distinct().Count();
        Assert.Equal(200, pairs);
    }

    [NeedsFact("linux")]
    public async Task It_stops_and_continues_like_any_other()
    {
        await using var life = PatchbayProcess.Start("life", "--", "sh", "-c", "echo $$; kill -STOP $$; echo back; exit 3");
        await life.Process.OutputHas(static text => text.EndsWith('\n'), "its number");
        var process = int.Parse(life.Process.Output);
        await StateAsync(process, 't', 'T');
        await using var kill = ChildProcess.Start("kill", ["-CONT", process.ToString()]);
        Assert.Equal(0, await kill.FinishAsync());
        Assert.Equal(3, await life.Process.ExitAsync());
        Assert.EndsWith("back\n", life.Process.Output);
    }

    [NeedsTheory("linux")]
    [InlineData(PosixSignal.SIGINT, "INT")]
    [InlineData(PosixSignal.SIGTERM, "TERM")]
    public async Task A_signal_is_for_the_command(PosixSignal signal, string name)
    {
        // Without a terminal, whose Ctrl-C would reach the command by itself.
        await using var life = ChildProcess.Start("setsid", ["-w", PatchbayProcess.Path, "life", "--", "sh", "-c", $"trap 'exit 3' {name}; echo ready; while :; do sleep 0.05; done"], PatchbayProcess.Variables);
        await life.OutputHas(static text => text.Contains("ready", StringComparison.Ordinal), "ready");
        life.Signal(signal);
        Assert.Equal(3, await life.ExitAsync());
    }

    [NeedsTheory("linux")]
    [InlineData("no-such-program", 127, "there is no command no-such-program")]
    [InlineData("/etc/passwd", 126, "/etc/passwd is not executable")]
    [InlineData("/tmp", 126, "/tmp is a directory")]
    public async Task What_cannot_be_run_is_one_line(string command, int code, string words)
    {
        await using var life = PatchbayProcess.Start("life", "--", command);
        Assert.Equal(code, await life.Process.ExitAsync());
        Assert.StartsWith($"patchbay: {words}\n", life.Process.Error);
    }

    [SupportedOSPlatform("linux")]
    [NeedsFact("linux")]
    public async Task A_script_without_a_first_line_is_the_shells_and_one_whose_interpreter_is_missing_is_told()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, text) in new[] { ("plain", "exit 8\n"), ("bad", "#!/no/such/interpreter\n") })
        {
            File.SetUnixFileMode(folder.Write(name, text), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await using var plain = PatchbayProcess.Start("life", "--", folder["plain"]);
        Assert.Equal(8, await plain.Process.ExitAsync());
        await using var bad = PatchbayProcess.Start("life", "--", folder["bad"]);
        Assert.Equal(126, await bad.Process.ExitAsync());
        Assert.Contains("interprets it", bad.Process.Error);
    }

    // It was lost once in some sixty starts of a busy machine: seized within execve(2), it made another stop than the one waited for.
    [NeedsFact("linux", "slow")]
    public async Task No_start_is_lost_on_a_busy_machine() =>
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 16 }, static async (_, _) =>
        {
            await using var life = PatchbayProcess.Start("life", "--", "sh", "-c", "exit 9");
            Assert.Equal(9, await life.Process.ExitAsync());
        });

    [NeedsFact("linux")]
    public async Task Whoever_reads_no_further_does_not_end_the_command()
    {
        using var folder = new TemporaryFolder();
        await using var shell = ChildProcess.Start("sh", ["-c", $"'{PatchbayProcess.Path}' life --json=lines -- sh -c 'sleep 0.3; getent hosts localhost; echo done > {folder["done"]}' | head -n 1"], PatchbayProcess.Variables);
        Assert.Equal(0, await shell.FinishAsync());
        Assert.Equal("done\n", await File.ReadAllTextAsync(folder["done"]));
    }

    [NeedsFact("linux", "root", "setpriv")]
    public async Task Without_rights_ones_own_programs_are_watched_and_others_are_refused_in_one_line()
    {
        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", PatchbayProcess.Path];
        await using var own = ChildProcess.Start("setpriv", [.. nobody, "life", "--json=lines", "--", "python3", "-c", "import socket; a, b = socket.socketpair(); a.send(b'x'); b.recv(1)"], PatchbayProcess.Variables);
        Assert.Equal(0, await own.FinishAsync());
        Assert.Contains("\"name\":\"sendto\"", own.Output);
        Assert.Contains("\"peer\":", own.Output);
        await using var other = ChildProcess.Start("setpriv", [.. nobody, "life", "--pid", Environment.ProcessId.ToString()], PatchbayProcess.Variables);
        Assert.Equal(9, await other.FinishAsync());
        Assert.Equal($"patchbay: process {Environment.ProcessId} may not be watched: it is another user's\nRoot may.\n", other.Error);
    }

    static async Task StateAsync(int process, params char[] states)
    {
        var limit = DateTime.UtcNow + ChildProcess.Limit;
        while (true)
        {
            var stat = await File.ReadAllTextAsync($"/proc/{process}/stat");
            if (states.Contains(stat[stat.LastIndexOf(')') + 2]))
            {
                return;
            }

            Assert.True(DateTime.UtcNow < limit, stat);
            await Task.Delay(10);
        }
    }
}
