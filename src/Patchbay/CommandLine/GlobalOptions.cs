using System.CommandLine;

namespace Patchbay;

/// <summary>The options that every verb understands.</summary>
sealed class GlobalOptions
{
    /// <summary><c>--json=lines</c> as the parser sees it: with an optional value, <c>--json echo</c> would swallow the next word.</summary>
    public const string JsonLinesName = "--json-lines";

    /// <summary>As people write it.</summary>
    public const string JsonLinesText = "--json=lines";

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON document; --json=lines an event a line.", Recursive = true, Arity = ArgumentArity.Zero };
    readonly Option<bool> _jsonLines = new(JsonLinesName) { Description = "Print an event a line.", Hidden = true, Recursive = true, Arity = ArgumentArity.Zero };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing but errors.", Recursive = true, Arity = ArgumentArity.Zero };
    readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say more, and the cause of errors.", Recursive = true, Arity = ArgumentArity.Zero };
    readonly Option<string> _color = new("--color") { Description = "auto, always or never. NO_COLOR is respected.", HelpName = "WHEN", Recursive = true };

    /// <summary>The values of <c>--color</c>.</summary>
    public static IReadOnlyList<string> ColorWords { get; } = ["auto", "always", "never"];

    public Option<bool> Help { get; } = new("--help", "-h") { Description = "Show help.", Recursive = true, Arity = ArgumentArity.Zero };

    public Option<bool> Version { get; } = new("--version") { Description = "Show the version.", Arity = ArgumentArity.Zero };

    public void AddTo(Command root)
    {
        foreach (var option in new Option[] { _json, _jsonLines, _quiet, _verbose, _color, Help, Version })
        {
            root.Add(option);
        }
    }

    /// <summary>The arguments with <c>--json=lines</c> as an option of its own.</summary>
    /// <exception cref="UserError"><c>--json</c> with another value.</exception>
    public static string[] Rewrite(string[] args)
    {
        var end = Array.IndexOf(args, "--");
        return [.. args.Select((arg, index) => end >= 0 && index > end ? arg : arg switch
        {
            JsonLinesText => JsonLinesName,
            _ when arg.StartsWith("--json=", StringComparison.Ordinal) =>
                throw new UserError(ExitCode.Usage, $"'{arg}' is no form of --json", "There are --json (one document) and --json=lines (an event a line)."),
            _ => arg,
        })];
    }

    public Report MakeReport(ParseResult result, ProgramIo io)
    {
        var json = result.GetValue(_jsonLines) ? JsonMode.Lines : result.GetValue(_json) ? JsonMode.Document : JsonMode.None;
        return new Report(io, json, result.GetValue(_quiet), result.GetValue(_verbose), WantsColor(result, io));
    }

    bool WantsColor(ParseResult result, ProgramIo io) => result.GetValue(_color) switch
    {
        null or "auto" => io is { OutputIsTerminal: true, ErrorIsTerminal: true } && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        "always" => true,
        "never" => false,
        var other => throw new UserError(ExitCode.Usage, $"'{other}' is no value of --color", "There are auto, always and never."),
    };
}
