using System.CommandLine;
using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>serve</c>: one service in the foreground.</summary>
sealed class ServeCommand : Verb
{
    readonly Argument<string> _service;
    readonly Argument<string[]> _addresses;
    readonly NodeOptions _options = new();
    readonly Option<string?> _model;

    public ServeCommand() : base("serve", "run one service in the foreground", VerbGroup.Serve,
        "serve echo  on its default address",
        "serve echo :9000  on port 9000 of loopback",
        "serve echo :9000 udp-listen:9000  on TCP and UDP",
        "serve chargen unix-listen:/tmp/chargen  on a Unix socket",
        "serve echo :9000 --model threads  with blocking calls and a thread for each client",
        "serve echo *:9000 --set echo.max-connections-per-address=4  for other machines, with a limit")
    {
        _service = AddArgument(new Argument<string>("service") { HelpName = "SERVICE", Description = $"{string.Join(", ", ServiceCatalog.CreateAll().Select(static service => service.Description.Name))}." });
        _addresses = AddArgument(new Argument<string[]>("address") { HelpName = "ADDRESS", Description = "Where it listens; its default address when none is given.", Arity = ArgumentArity.ZeroOrMore });
        _options.AddTo(Command);
        _model = Add(ModelOption.Create());
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var all = ServiceCatalog.CreateAll();
        var asyncService = ServiceNames.Find(all, arguments.GetRequiredValue(_service));
        var model = ModelOption.Parse(arguments.GetValue(_model));
        var service = ModelOption.Apply(all, asyncService, model);
        var positional = arguments.GetValue(_addresses) ?? [];
        var subject = service.Description.Subject is not null && positional is [var first, ..] && LooksLikePath(first) ? first : null;
        var addresses = subject is null ? positional : positional[1..];
        foreach (var address in addresses)
        {
            // Here and not in the configuration: a bad address on the command line is shown with a caret.
            if (!Address.Parse(address, AddressRole.Listen).Listens)
            {
                throw new UserError(ExitCode.Usage, $"'{address}' is no address to listen on", "For example :7007 or tcp-listen:127.0.0.1:7007.");
            }
        }

        var schema = new ConfigurationSchema(all.Select(other => (other == asyncService ? service : other).Description));
        var settings = addresses.Select(address => ($"{service.Description.Name}.listen={address}", "argument"));
        if (subject is not null)
        {
            settings = settings.Append(($"{service.Description.Name}.{service.Description.Subject}={subject}", "argument"));
        }

        var configuration = _options.Load(arguments, schema, settings);
        ModelOption.CheckEngine(configuration["engine"], model);
        var session = new NodeSession(invocation, configuration, _options.Directory(arguments), _options.ReadyDescriptor(arguments)) { Model = model };
        return await session.RunAsync([service], isNamed: false);
    }

    /// <summary>A path is told from an address by how it begins, or by being there: <c>./site</c>, <c>/srv</c>, <c>~/pages</c>, <c>site</c>.</summary>
    static bool LooksLikePath(string text) => text is "." or ".." || text.StartsWith('/') || text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal)
        || text.StartsWith("~/", StringComparison.Ordinal) || Directory.Exists(text);
}
