using System.CommandLine;

namespace Patchbay;

/// <summary>
/// <c>complete</c>, which shells call and people do not: one candidate a line, a tab, its description. Says nothing when it knows nothing: an error in the middle of somebody's
/// typing would help nobody.
/// </summary>
sealed class CompleteCommand : Verb
{
    readonly Argument<string[]> _words;

    public CompleteCommand() : base("complete", "candidates for the last word of a command line", VerbGroup.Learn,
        "complete -- serve e  the services that begin with e",
        "complete -- connect --engine ''  the engines")
    {
        Command.Hidden = true;
        _words = AddArgument(new Argument<string[]>("words") { HelpName = "WORD", Description = "The words after the program's name; the last is being typed.", Arity = ArgumentArity.ZeroOrMore });
    }

    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        foreach (var candidate in new Completer(new CommandTree().Root).Complete(invocation.Arguments.GetValue(_words) ?? []))
        {
            var description = candidate.Description.Split(". ", 2)[0].TrimEnd('.');
            invocation.Report.Line(description.Length == 0 ? candidate.Word : $"{candidate.Word}\t{description}");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
