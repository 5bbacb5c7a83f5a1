using System.CommandLine;
using Patchbay.Services;

namespace Patchbay;

/// <summary>The options of the verbs that run a node.</summary>
sealed class NodeOptions
{
    readonly Option<string?> _data = DataOption();
    readonly Option<string?> _config = new("--config") { Description = $"A JSON file; without it, {ConfigurationSources.DefaultFile} in the current directory if it is there.", HelpName = "FILE" };
    readonly Option<string[]> _set = new("--set") { Description = "Set a key, over the file and the environment. Repeatable.", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
    readonly Option<string> _engine = EngineOption.Create();
    readonly Option<int?> _ready = ReadyOption.Create();

    public static Option<string?> DataOption() => new("--data") { Description = "The node's data directory.", HelpName = "DIR" };

    public static string DataDirectoryOf(string? given) => Path.GetFullPath(given ?? DataDirectory.Default);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _data, _config, _set, _engine, _ready })
        {
            command.Add(option);
        }
    }

    public string Directory(ParseResult arguments) => DataDirectoryOf(arguments.GetValue(_data));

    public int? ReadyDescriptor(ParseResult arguments) => arguments.GetValue(_ready);

    /// <summary>The configuration, with what the command line says last.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="schema">The keys there are.</param>
    /// <param name="settings">What the verb itself sets.</param>
    public NodeConfiguration Load(ParseResult arguments, ConfigurationSchema schema, IEnumerable<(string Text, string Origin)> settings)
    {
        var all = (arguments.GetValue(_set) ?? []).Select(static text => (text, "--set")).Concat(settings);
        if (arguments.GetValue(_engine) is { } engine)
        {
            all = all.Append(($"engine={engine}", "--engine"));
        }

        return NodeConfiguration.Load(schema, new ConfigurationSources { File = arguments.GetValue(_config), Settings = [.. all] });
    }
}
