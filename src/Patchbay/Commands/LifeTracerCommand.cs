using System.CommandLine;
using System.Runtime.InteropServices;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>life-tracer</c>, which <c>life</c> starts and people do not: the process that is the tracer in the eyes of the kernel.</summary>
sealed class LifeTracerCommand : Verb
{
    const string Name = "life-tracer";

    readonly Argument<string[]> _arguments;

    public LifeTracerCommand() : base(Name, "the tracer that life starts", VerbGroup.Watch, $"{Name} …  is for life alone")
    {
        Command.Hidden = true;
        _arguments = AddArgument(new Argument<string[]>("arguments") { HelpName = "ARGUMENT", Description = "As life gives them.", Arity = ArgumentArity.ZeroOrMore });
    }

    /// <summary>The command line that runs it: this program itself, whether started by its own host or by <c>dotnet</c>.</summary>
    public static IReadOnlyList<string> CommandLine { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "patchbay.dll"), Name]
            : [Environment.ProcessPath!, Name];

    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        // What is typed at the terminal is for the traced program; SIGINT and SIGTERM are asked about nowhere here, and so do nothing.
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, static context => context.Cancel = true);
        return TracerHost.Run(invocation.Arguments.GetValue(_arguments) ?? [])
            ? Task.FromResult(ExitCode.Done)
            : throw new UserError(ExitCode.Usage, $"{Name} is started by life, with arguments of its own", $"`{ProgramName.Current} life -- COMMAND` is for people.");
    }
}
