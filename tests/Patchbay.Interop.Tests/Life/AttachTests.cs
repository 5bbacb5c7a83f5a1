using System.Runtime.InteropServices;

namespace Patchbay.Interop.Tests.Life;

/// <summary>A program that runs already is watched with <c>--pid</c>, and runs on however the watch ends.</summary>
public class AttachTests
{
    // Two threads; a line in, a line out through a pair of sockets.
    const string Program = """
        import socket, sys, threading
        a, b = socket.socketpair()
        def other():
            while d := b.recv(100): b.sendall(d)
        t = threading.Thread(target=other); t.start()
        print("ready", flush=True)
        for line in sys.stdin:
            a.sendall(line.encode()); print(a.recv(100).decode().strip(), flush=True)
        a.shutdown(socket.SHUT_RDWR); t.join(); sys.exit(11)
        """;

    [NeedsTheory("python3")]
    [InlineData("interrupt")]
    [InlineData("kill the tracer")]
    [InlineData("kill life")]
    public async Task It_runs_on_however_the_watch_ends(string how)
    {
        await using var program = ChildProcess.Start("python3", ["-c", Program]);
        await program.OutputHas(static text => text == "ready\n", "ready");
        await using var life = PatchbayProcess.Start("life", "--json=lines", "--pid", program.Id.ToString());
        // Found when the watch begins; a thread that waits is seen to enter its call anew.
        await life.Process.OutputHas(static text => text.Contains("\"step\":\"started\"", StringComparison.Ordinal) && text.Split("\"event\":\"socket\"").Length == 3, "the sockets that are there");
        await WatchedAsync(program.Id, isWatched: true);
        await AnswersAsync(program, "one");
        await life.Process.OutputHas(static text => text.Contains("sendto", StringComparison.Ordinal) && text.Contains("recvfrom", StringComparison.Ordinal), "the calls");
        switch (how)
        {
            case "interrupt":
                life.Process.Signal(PosixSignal.SIGINT);
                Assert.Equal(130, await life.Process.ExitAsync());
                Assert.Contains("\"step\":\"detached\"", life.Process.Output);
                // What the threads wait in is told as not returned.
                Assert.Contains(life.Events(), static line => line.GetProperty("event").GetString() == "call" && !line.GetProperty("data").TryGetProperty("result", out _));
                break;
            case "kill the tracer":
                await KillAsync(WatchedProgramTracer(program.Id));
                Assert.Equal(1, await life.Process.ExitAsync());
                Assert.Contains("the tracer was ended from outside", life.Process.Error);
                break;
            default:
                await KillAsync(life.Process.Id);
                break;
        }

        await WatchedAsync(program.Id, isWatched: false);
        await AnswersAsync(program, "two");
        Assert.Equal(11, await program.FinishAsync());
    }

    [NeedsFact("python3")]
    public async Task A_program_that_ends_ends_the_watch()
    {
        await using var program = ChildProcess.Start("python3", ["-c", Program]);
        await program.OutputHas(static text => text == "ready\n", "ready");
        await using var life = PatchbayProcess.Start("life", "--json=lines", "--pid", program.Id.ToString());
        await WatchedAsync(program.Id, isWatched: true);
        Assert.Equal(11, await program.FinishAsync());
        Assert.Equal(0, await life.Process.ExitAsync());
        Assert.Contains(life.Events(), static line => line.GetProperty("data").TryGetProperty("step", out var step) && step.GetString() == "exited" && line.GetProperty("data").GetProperty("code").GetInt32() == 11);
    }

    [NeedsFact("python3", "strace")]
    public async Task A_program_that_another_traces_is_refused_in_one_line_that_names_it()
    {
        await using var program = ChildProcess.Start("strace", ["-o", "/dev/null", "python3", "-c", Program]);
        await program.OutputHas(static text => text == "ready\n", "ready");
        var traced = Directory.EnumerateDirectories("/proc").Select(static path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0).First(id => id > 0 && WatchedProgramTracer(id) == program.Id);
        await using var life = PatchbayProcess.Start("life", "--pid", traced.ToString());
        Assert.Equal(9, await life.Process.ExitAsync());
        Assert.StartsWith($"patchbay: process {traced} may not be watched: process {program.Id} traces it already\n", life.Process.Error);
        Assert.Equal(11, await program.FinishAsync());
    }

    [NeedsFact("linux")]
    public async Task A_ring_is_said_to_be_unseen()
    {
        await using var life = PatchbayProcess.Start("life", "--json=lines", "-o", "/dev/stderr", "--", PatchbayProcess.Path, "serve", "echo", "127.0.0.1:0", "--engine", "uring", "--json=lines");
        await life.Process.ErrorHas("io_uring are not seen");
        await life.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal), "ready");
        life.Process.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await life.Process.ExitAsync());
    }

    static async Task AnswersAsync(ChildProcess program, string word)
    {
        await program.WriteAsync(word + "\n");
        await program.OutputHas(text => text.Contains(word + "\n", StringComparison.Ordinal), word);
    }

    static async Task KillAsync(int process)
    {
        Assert.NotEqual(0, process);
        await using var kill = ChildProcess.Start("kill", ["-KILL", process.ToString()]);
        Assert.Equal(0, await kill.FinishAsync());
    }

    static int WatchedProgramTracer(int process)
    {
        try
        {
            return int.Parse(File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("TracerPid:", StringComparison.Ordinal)).Split('\t')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    static async Task WatchedAsync(int process, bool isWatched)
    {
        var limit = DateTime.UtcNow + ChildProcess.Limit;
        while (WatchedProgramTracer(process) != 0 != isWatched)
        {
            Assert.True(DateTime.UtcNow < limit, "TracerPid does not change.");
            await Task.Delay(10);
        }
    }
}
