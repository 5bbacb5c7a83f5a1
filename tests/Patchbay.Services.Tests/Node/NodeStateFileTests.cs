namespace Patchbay.Services.Tests.Node;

public class NodeStateFileTests
{
    static readonly Dictionary<string, IReadOnlyList<string>> Services = new() { ["echo"] = ["tcp-listen:127.0.0.1:7007"] };

    [Fact]
    public void A_published_node_is_found_until_it_ends()
    {
        using var folder = new TemporaryFolder();
        var claim = NodeStateFile.TryClaim(folder.Path);
        Assert.NotNull(claim);
        claim.Publish("engine: test", Services);
        var found = NodeStateFile.FindRunning(folder.Path);
        Assert.Equal(Environment.ProcessId, found?.Pid);
        Assert.Equal(["tcp-listen:127.0.0.1:7007"], found?.Services["echo"]);
        claim.Dispose();
        Assert.Null(NodeStateFile.FindRunning(folder.Path));
    }

    [NeedsFact("linux")]
    public void Only_its_owner_may_read_the_file()
    {
        using var folder = new TemporaryFolder();
        using var claim = NodeStateFile.TryClaim(folder.Path);
        claim!.Publish("engine: test", Services);
        Assert.True(OperatingSystem.IsLinux() && File.GetUnixFileMode(folder["node.json"]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void A_directory_has_one_claim_at_a_time()
    {
        using var folder = new TemporaryFolder();
        using (NodeStateFile.TryClaim(folder.Path))
        {
            Assert.Null(NodeStateFile.TryClaim(folder.Path));
        }

        using var next = NodeStateFile.TryClaim(folder.Path);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"v":1,"pid":2147483647,"started":1,"engine":"e","services":{}}""")]
    public void A_file_that_names_no_running_process_is_stale(string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write("node.json", text);
        Assert.Null(NodeStateFile.FindRunning(folder.Path));
    }

    [Fact]
    public void A_pid_that_was_given_to_another_process_is_stale()
    {
        using var folder = new TemporaryFolder();
        folder.Write("node.json", $$$"""{"v":1,"pid":{{{Environment.ProcessId}}},"started":1,"engine":"e","services":{}}""");
        Assert.Null(NodeStateFile.FindRunning(folder.Path));
    }
}
