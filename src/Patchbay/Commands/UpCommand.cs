using System.CommandLine;
using Patchbay.Services;

namespace Patchbay;

/// <summary><c>up</c>: a node with every service, or those named.</summary>
sealed class UpCommand : Verb
{
    readonly Argument<string[]> _services;
    readonly NodeOptions _options = new();
    readonly Option<bool> _printConfig;

    public UpCommand() : base("up", "start the services on this machine and keep them running", VerbGroup.Serve,
        "up  every service, on loopback",
        "up echo chargen  only these",
        "up --set echo.listen=:7070 --set echo.idle-timeout=30s  with other settings",
        "up --print-config  show every key, its value and where it comes from",
        "up --json=lines  tell a starting program which ports are open")
    {
        _services = AddArgument(new Argument<string[]>("services") { HelpName = "SERVICE", Description = "Which services; all of them when none is named.", Arity = ArgumentArity.ZeroOrMore });
        _options.AddTo(Command);
        _printConfig = Add(new Option<bool>("--print-config") { Description = "Print the configuration and stop.", Arity = ArgumentArity.Zero });
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var all = ServiceCatalog.CreateAll();
        var schema = new ConfigurationSchema(all.Select(static service => service.Description));
        var configuration = _options.Load(arguments, schema, []);
        if (arguments.GetValue(_printConfig))
        {
            Print(invocation.Report, configuration);
            return ExitCode.Done;
        }

        var named = arguments.GetValue(_services) is { Length: > 0 } given ? given : configuration["services"].Values;
        var services = named.Distinct().Select(name => ServiceNames.Find(all, name)).ToList();
        var session = new NodeSession(invocation, configuration, _options.Directory(arguments), _options.ReadyDescriptor(arguments));
        return await session.RunAsync(services, isNamed: true);
    }

    static void Print(Report report, NodeConfiguration configuration)
    {
        var width = configuration.Values.Max(static value => value.Key.Name.Length);
        foreach (var value in configuration.Values)
        {
            report.Line($"{value.Key.Name.PadRight(width)} = {string.Join(' ', value.Values)}   ({value.Origin})");
        }

        IReadOnlyList<ConfigurationData> data =
            [.. configuration.Values.Select(static value => new ConfigurationData(value.Key.Name, value.Values, value.Origin, value.Key.Unit))];
        report.Document("config", data, ProgramJson.Default.JsonEnvelopeIReadOnlyListConfigurationData);
    }
}
