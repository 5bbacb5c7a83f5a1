namespace Patchbay.Interop.Tests.Life;

/// <summary>The calls that life tells are those that strace sees in another run of the same program: per socket, in order.</summary>
[Long]
public class StraceOracleTests
{
    [NeedsFact("strace", "curl")]
    public async Task Of_curl()
    {
        await using var web = PatchbayProcess.Start("serve", "web", "127.0.0.1:0", "--json=lines", "--engine", "sockets");
        await web.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var port = PatchbayProcess.PortOf(web.Events().First(static line => line.GetProperty("event").GetString() == "ready").GetProperty("data"), "web");
        await CompareAsync(false, "curl", "-s", "-o", "/dev/null", $"http://127.0.0.1:{port}/");
    }

    [NeedsFact("strace", "nc")]
    public async Task Of_nc()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await CompareAsync(false, "sh", "-c", $"echo hello | nc -N 127.0.0.1 {port}");
        }
    }

    [NeedsFact("strace", "python3")]
    public async Task Of_python3()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await CompareAsync(false, "python3", "-c", OraclePrograms.Python, port.ToString());
        }
    }

    [NeedsFact("strace", "node")]
    public async Task Of_node()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await CompareAsync(false, "node", "-e", OraclePrograms.Node(port));
        }
    }

    [NeedsFact("strace")]
    public async Task Of_a_dotnet_program()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await CompareAsync(true, OraclePrograms.Connect(port), OraclePrograms.TalkAsync);
        }
    }

    [NeedsFact("strace")]
    public async Task Of_our_own_echo() => await CompareAsync(true, OraclePrograms.Echo, OraclePrograms.ServeInOrderAsync);

    static Task CompareAsync(bool isShared, params string[] command) => CompareAsync(isShared, command, static (_, _) => Task.CompletedTask);

    static async Task CompareAsync(bool isShared, string[] command, Func<ChildProcess, int, Task> use)
    {
        using var folder = new TemporaryFolder();
        var held = OraclePrograms.Held(command);
        foreach (var (program, arguments) in new (string, string[])[] { (PatchbayProcess.Path, ["life", "--json=lines", "-o", folder["life"], "--", .. held]), ("strace", StraceRecord.Command(folder["strace"], held)) })
        {
            await using var watcher = ChildProcess.Start(program, arguments, PatchbayProcess.Variables);
            var process = await OraclePrograms.NumberAsync(watcher);
            await watcher.WriteAsync("go\n");
            await use(watcher, process);
            Assert.Equal(0, await watcher.FinishAsync());
        }

        var (ours, theirs) = (LifeRecord.Read(folder["life"]).Calls(), StraceRecord.Read(folder["strace"]));
        Assert.NotEmpty(theirs);
        Assert.Equal(string.Join('\n', RecordedCall.Lives(theirs, isShared)), string.Join('\n', RecordedCall.Lives(ours, isShared)));
        Assert.Equal(RecordedCall.WaitsOf(theirs), RecordedCall.WaitsOf(ours));
    }
}
