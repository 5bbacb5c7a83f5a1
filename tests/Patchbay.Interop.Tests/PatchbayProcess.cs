using System.Text.Json;

namespace Patchbay.Interop.Tests;

/// <summary>The real program as a child process, with a data directory of its own.</summary>
sealed class PatchbayProcess : IAsyncDisposable
{
    /// <summary>The program.</summary>
    public static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "patchbay.exe" : "patchbay");

    readonly TemporaryFolder? _ownFolder;

    PatchbayProcess(ChildProcess process, TemporaryFolder? folder) => (Process, _ownFolder) = (process, folder);

    public ChildProcess Process { get; }

    /// <summary>The engine that the suite runs on; a run of its own for each sets PATCHBAY_TEST_ENGINE.</summary>
    static string Engine => Environment.GetEnvironmentVariable("PATCHBAY_TEST_ENGINE") ?? "auto";

    /// <summary>The variables under which a child finds .NET and no configuration of the person who tests.</summary>
    public static Dictionary<string, string?> Variables { get; } = new()
    {
        ["DOTNET_ROOT"] = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../..")),
        ["PATCHBAY_COMMAND"] = null,
        ["NO_COLOR"] = "1",
    };

    /// <summary>Starts the program with arguments as they are.</summary>
    public static PatchbayProcess Start(params string[] arguments) => new(ChildProcess.Start(Path, arguments, Variables), null);

    /// <summary>Starts the program on the engine under test.</summary>
    public static PatchbayProcess StartOn(string verb, params string[] arguments) => Start([verb, "--engine", Engine, .. arguments]);

    /// <summary>Starts a node and waits until every listener is open.</summary>
    public static async Task<(PatchbayProcess Node, JsonElement Ready)> UpAsync(params string[] arguments)
    {
        var folder = new TemporaryFolder();
        var node = new PatchbayProcess(ChildProcess.Start(Path, ["up", "--engine", Engine, "--json=lines", "--data", folder.Path, .. arguments], Variables), folder);
        await node.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var ready = node.Events().First(static line => line.GetProperty("event").GetString() == "ready").GetProperty("data");
        return (node, ready);
    }

    /// <summary>Serves echo on a free port of loopback.</summary>
    public static async Task<(PatchbayProcess Node, int Port)> EchoAsync(params string[] arguments)
    {
        var (node, ready) = await UpAsync(["echo", "--set", "echo.listen=127.0.0.1:0", .. arguments]);
        return (node, PortOf(ready, "echo"));
    }

    public static int PortOf(JsonElement ready, string service)
    {
        var listen = ready.GetProperty("services").EnumerateArray().First(entry => entry.GetProperty("name").GetString() == service).GetProperty("listen")[0].GetString()!;
        return int.Parse(listen[(listen.LastIndexOf(':') + 1)..]);
    }

    public string DataDirectory => _ownFolder!.Path;

    /// <summary>What --json=lines has said; throws when a line is no JSON.</summary>
    public List<JsonElement> Events() =>
        [.. Process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _ownFolder?.Dispose();
    }
}
