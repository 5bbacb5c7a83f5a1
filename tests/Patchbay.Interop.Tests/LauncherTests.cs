using System.Runtime.InteropServices;

namespace Patchbay.Interop.Tests;

/// <summary>The root script on a copy of the sources: it builds once, whoever asks, and never touches what runs.</summary>
[Long]
public class LauncherTests
{
    static readonly string[] Parts = ["patchbay", "global.json", "Directory.Build.props", "Directory.Packages.props", "src"];

    [NeedsFact("linux", "bash", "flock", "dotnet")]
    public async Task Two_first_starts_at_once_share_one_build_and_a_change_leaves_a_running_node_alone()
    {
        using var clone = new TemporaryFolder();
        foreach (var part in Parts)
        {
            Copy(Path.Combine(Repository.Root, part), clone[part]);
        }

        await using (var first = Start(clone, "--version"))
        await using (var second = Start(clone, "--version"))
        {
            Assert.Equal((0, 0), (await first.ExitAsync(), await second.ExitAsync()));
            Assert.Matches(@"^patchbay \d", first.Output);
            Assert.Equal(first.Output, second.Output);
        }

        var build = Assert.Single(Builds(clone));
        await using var node = Start(clone, "serve", "daytime", ":0", "--data", clone["data"]);
        await node.OutputHas(static text => text.Contains("daytime", StringComparison.Ordinal), "the service");
        var before = Files(build);

        File.AppendAllText(clone["src/Patchbay/Program.cs"], "// changed\n");
        await using (var third = Start(clone, "--version"))
        {
            Assert.Equal(0, await third.ExitAsync());
        }

        Assert.Equal(2, Builds(clone).Count);
        Assert.Equal(before, Files(build));
        node.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await node.ExitAsync());
    }

    [NeedsFact("linux", "bash")]
    public async Task Without_the_SDK_one_line_says_which_and_where()
    {
        using var clone = new TemporaryFolder();
        Copy(Path.Combine(Repository.Root, "patchbay"), clone["patchbay"]);
        Directory.CreateDirectory(clone["src"]);
        foreach (var file in Parts[1..^1])
        {
            Copy(Path.Combine(Repository.Root, file), clone[file]);
        }

        // A PATH with everything but dotnet.
        var tools = Directory.CreateDirectory(clone["tools"]).FullName;
        foreach (var tool in new[] { "bash", "find", "sha256sum", "sort", "xargs", "cut", "uname", "ls", "mkdir", "flock", "dirname", "readlink", "grep", "rm", "mv", "ln", "touch" })
        {
            File.CreateSymbolicLink(Path.Combine(tools, tool), Needs.Find(tool)!);
        }

        await using var run = ChildProcess.Start(clone["patchbay"], ["--version"], new Dictionary<string, string?> { ["PATH"] = tools, ["HOME"] = clone.Path, ["DOTNET_ROOT"] = null });
        Assert.Equal(1, await run.FinishAsync());
        Assert.StartsWith("patchbay: building needs the .NET SDK 10.0, and it is not here.\n", run.Error);
        Assert.Contains("https://dot.net", run.Error);
    }

    static ChildProcess Start(TemporaryFolder clone, params string[] arguments) =>
        ChildProcess.Start(clone["patchbay"], arguments, new Dictionary<string, string?> { ["NO_COLOR"] = "1" });

    static List<string> Builds(TemporaryFolder clone) =>
        [.. Directory.GetDirectories(clone[".build"]).Where(static folder => Path.GetFileName(folder).Length == 16 && Path.GetFileName(folder).All(char.IsAsciiHexDigitLower))];

    static List<(string, DateTime)> Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order().Select(static file => (file, File.GetLastWriteTimeUtc(file)))];

    static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }

        Directory.CreateDirectory(to);
        foreach (var entry in Directory.GetFileSystemEntries(from).Where(static entry => Path.GetFileName(entry) is not ("bin" or "obj")))
        {
            Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
        }
    }
}
