using System.Globalization;

namespace Patchbay.Interop.Tests.Life.Kernel;

/// <summary>
/// The calls that life tells are those that the kernel itself recorded in the same run: of every thread, one by one, with the descriptor and what came of it.
/// </summary>
[Long]
public class KernelOracleTests
{
    [NeedsFact("bpf", "root", "curl")]
    public async Task Of_curl()
    {
        await using var web = PatchbayProcess.Start("serve", "web", "127.0.0.1:0", "--json=lines", "--engine", "sockets");
        await web.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var port = PatchbayProcess.PortOf(web.Events().First(static line => line.GetProperty("event").GetString() == "ready").GetProperty("data"), "web");
        await CompareAsync(["curl", "-s", "-o", "/dev/null", $"http://127.0.0.1:{port}/"], ["socket", "connect", "sendto", "recvfrom", "poll", "close"]);
    }

    [NeedsFact("bpf", "root", "nc")]
    public async Task Of_nc() => await WithEchoAsync(static port => CompareAsync(["sh", "-c", $"echo hello | nc -N 127.0.0.1 {port}"], ["socket", "connect", "write", "read", "poll", "shutdown", "close"]));

    [NeedsFact("bpf", "root", "python3")]
    public async Task Of_python3() => await WithEchoAsync(static port => CompareAsync(["python3", "-c", OraclePrograms.Python, port.ToString(CultureInfo.InvariantCulture)],
        ["socket", "socketpair", "bind", "connect", "sendto", "recvfrom", "sendmsg", "recvmsg", "shutdown", "setsockopt", "read", "readv", "write", "writev", "sendfile", "poll", "pselect6", "epoll_ctl", "epoll_wait", "dup2", "fcntl", "close", "close_range"]));

    [NeedsFact("bpf", "root", "node")]
    public async Task Of_node() => await WithEchoAsync(static port => CompareAsync(["node", "-e", OraclePrograms.Node(port)], ["socket", "connect", "write", "read", "epoll_ctl", "shutdown", "close"]));

    [NeedsFact("bpf", "root")]
    public async Task Of_a_dotnet_program() => await WithEchoAsync(static port => CompareAsync(OraclePrograms.Connect(port),
        ["socket", "connect", "sendto", "recvfrom", "epoll_ctl", "epoll_wait", "shutdown", "close"], OraclePrograms.TalkAsync));

    [NeedsFact("bpf", "root")]
    public async Task Of_our_own_echo() => await CompareAsync(OraclePrograms.Echo,
        ["socket", "bind", "listen", "accept4", "sendto", "recvfrom", "epoll_ctl", "epoll_wait", "shutdown", "close"], OraclePrograms.ServeAsync);

    /// <summary>What a foreign ring does is no call: nothing is told of it but that it is not seen.</summary>
    [NeedsFact("bpf", "root")]
    public async Task Of_an_echo_on_a_ring_whose_transfers_are_said_to_be_unseen_and_never_guessed()
    {
        string[] echo = [.. OraclePrograms.Echo.Select(static word => word == "sockets" ? "uring" : word)];
        var life = await CompareAsync(echo, ["socket", "bind", "listen"], OraclePrograms.ServeInOrderAsync);
        Assert.Contains(life.Of("unseen"), static unseen => unseen.GetProperty("reason").GetString()!.Contains("io_uring are not seen", StringComparison.Ordinal));
        // An answer may be sent by a call, when there is room; what comes is the ring's.
        string[] transfers = ["accept", "accept4", "recvfrom", "recvmsg", "recvmmsg", "read", "readv"];
        var served = life.Of("socket").Where(static socket => socket.GetProperty("family").GetString() == "internetwork").Select(static socket => socket.GetProperty("socket").GetInt32()).ToHashSet();
        Assert.DoesNotContain(life.Of("call"), call => call.TryGetProperty("socket", out var socket) && served.Contains(socket.GetInt32()) && transfers.Contains(call.GetProperty("name").GetString()));
    }

    static async Task WithEchoAsync(Func<int, Task> use)
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await use(port);
        }
    }

    static async Task<LifeRecord> CompareAsync(string[] command, string[] expected, Func<ChildProcess, int, Task>? use = null)
    {
        using var folder = new TemporaryFolder();
        using var recorder = new KernelRecorder();
        await using var life = ChildProcess.Start(PatchbayProcess.Path, ["life", "--json=lines", "-o", folder["life"], "--", .. OraclePrograms.Held(command)], PatchbayProcess.Variables);
        var process = await OraclePrograms.NumberAsync(life);
        recorder.Watch(process);
        await life.WriteAsync("go\n");
        await (use is null ? Task.CompletedTask : use(life, process));
        Assert.Equal(0, await life.FinishAsync());
        var theirs = KernelCalls.Of(recorder.Read());
        var record = LifeRecord.Read(folder["life"]);
        var ours = record.KernelCalls();
        Assert.Empty(expected.Except(theirs.Select(static call => call.Name)));
        Assert.Equal(theirs.Where(static call => call.IsSure).Select(static call => call.Thread).Distinct().Order(), ours.Select(static call => call.Thread).Distinct().Order());
        foreach (var thread in ours.GroupBy(static call => call.Thread))
        {
            var (told, recorded) = (thread.ToList(), theirs.Where(call => call.Thread == thread.Key).ToList());
            Assert.Equal(Text(Aligned(recorded, told)), Text(told));
        }

        return record;
    }

    // An unsure wait counts when it was told. Who is killed in a call leaves it in the kernel, but no tracer is told.
    static List<KernelCall> Aligned(List<KernelCall> recorded, List<KernelCall> told)
    {
        List<KernelCall> aligned = [];
        foreach (var call in recorded)
        {
            var other = aligned.Count < told.Count ? told[aligned.Count] : default;
            var isEnd = aligned.Count == told.Count - 1 && other.Outcome == KernelCall.Unfinished && other.Name == call.Name;
            if (call.IsSure || (other.Name, other.Descriptor, other.Outcome) == (call.Name, call.Descriptor, call.Outcome) || isEnd)
            {
                aligned.Add(isEnd ? call with { Outcome = KernelCall.Unfinished } : call);
            }
        }

        return aligned;
    }

    static string Text(IEnumerable<KernelCall> calls) => string.Join('\n', calls);
}
