namespace Patchbay.Interop.Tests.Samples;

/// <summary>The programs of samples/, built once as <c>dotnet run</c> builds them: each file by itself.</summary>
public sealed class SamplePrograms : IAsyncLifetime, IDisposable
{
    readonly TemporaryFolder _output = new();

    /// <summary>samples/, one file a program.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "samples");

    /// <summary>The programs' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetFiles(Folder, "*.cs").Select(static path => Path.GetFileNameWithoutExtension(path)).Order()];

    public async Task InitializeAsync()
    {
        // One after the other: a build keeps a core busy by itself.
        foreach (var name in Names)
        {
            await using var build = ChildProcess.Start("dotnet", ["build", Path.Combine(Folder, name + ".cs"), "-o", _output[name], "-v", "quiet", "-nologo"]);
            var exitCode = await build.FinishAsync();
            Assert.True(exitCode == 0, $"{name}.cs does not build:\n{build.Output}{build.Error}");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _output.Dispose();

    /// <summary>Where a program's built files are.</summary>
    internal string OutputOf(string name) => _output[name];

    /// <summary>Starts a program.</summary>
    internal ChildProcess Start(string name, params string[] arguments) => ChildProcess.Start(Path.Combine(_output[name], name), arguments, PatchbayProcess.Variables);

    /// <summary>Starts a program that listens on any free port, and waits until it does.</summary>
    internal async Task<(ChildProcess Server, string Port)> ServeAsync(string name, params string[] arguments)
    {
        var server = Start(name, arguments);
        await server.OutputHas(static text => text.StartsWith("listening on ", StringComparison.Ordinal) && text.Contains('\n', StringComparison.Ordinal), "the address");
        var address = server.Output.Split('\n')[0];
        return (server, address[(address.LastIndexOf(':') + 1)..]);
    }
}
