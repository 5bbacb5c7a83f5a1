using System.CommandLine;
using Patchbay.Services.Patch;

namespace Patchbay;

/// <summary>The options that <c>connect</c>, <c>listen</c> and <c>patch</c> share.</summary>
sealed class PatchVerbOptions
{
    /// <summary>What --tap can show.</summary>
    public static readonly IReadOnlyList<string> TapForms = ["hex", "text"];

    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ShortestIdle = TimeSpan.FromMilliseconds(10);

    readonly Option<string?> _timeout = new("--timeout") { Description = "How long to wait for a connection we make (default 30s).", HelpName = "TIME" };
    readonly Option<string?> _idle = new("--idle") { Description = "Cut when no byte moves for so long (default: never).", HelpName = "TIME" };
    readonly Option<string?> _tap = new("--tap") { Description = "Show what passes on stderr: hex or text.", HelpName = "FORM", CompletionSources = { "hex", "text" } };
    readonly Option<bool> _once = new("--once") { Description = "End after the first client; the same as the address option once.", Arity = ArgumentArity.Zero };
    readonly Option<int?> _most = new("--max") { Description = "Clients at once; more wait (default 1000).", HelpName = "N" };
    readonly Option<bool> _expose = new("--expose") { Description = "Let other machines reach files and commands without a password.", Arity = ArgumentArity.Zero };
    readonly Option<int?> _ready = ReadyOption.Create();
    readonly Option<string?> _data = NodeOptions.DataOption();
    readonly Option<string> _engine = EngineOption.Create();

    /// <summary>Adds them to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="connects">It can connect.</param>
    /// <param name="listens">It can listen.</param>
    public void AddTo(Command command, bool connects, bool listens)
    {
        Option[] options = [_idle, _tap, .. connects ? [_timeout] : Array.Empty<Option>(), .. listens ? [_once, _most, _expose, _ready] : Array.Empty<Option>(), _data, _engine];
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    public TimeSpan Timeout(ParseResult arguments) => TimeoutOption.Parse("--timeout", arguments.GetValue(_timeout)) ?? DefaultTimeout;

    public bool Once(ParseResult arguments) => arguments.GetValue(_once);

    public bool Exposes(ParseResult arguments) => arguments.GetValue(_expose);

    public int? ReadyDescriptor(ParseResult arguments) => arguments.GetValue(_ready);

    public string DataDirectory(ParseResult arguments) => NodeOptions.DataDirectoryOf(arguments.GetValue(_data));

    public string? Engine(ParseResult arguments) => arguments.GetValue(_engine);

    public PatchOptions Read(ParseResult arguments)
    {
        var idle = TimeoutOption.Parse("--idle", arguments.GetValue(_idle));
        if (idle < ShortestIdle)
        {
            throw new UserError(ExitCode.Usage, "--idle is at least 10ms", "Without it nobody is timed out.");
        }

        var most = arguments.GetValue(_most) ?? new PatchOptions().Most;
        return most < 1
            ? throw new UserError(ExitCode.Usage, $"--max {most} lets nobody in", "It is the number of clients at once: at least 1.")
            : new PatchOptions { Most = most, Relay = new RelayOptions { Idle = idle } };
    }

    public TapPrinter? Tap(ParseResult arguments, ProgramIo io) => arguments.GetValue(_tap) switch
    {
        null => null,
        var form when TapForms.Contains(form) => new TapPrinter(io.Error, form == "hex", TimeProvider.System),
        var other => throw new UserError(ExitCode.Usage, $"'{other}' is no form of --tap", $"There are {string.Join(" and ", TapForms)}."),
    };
}
