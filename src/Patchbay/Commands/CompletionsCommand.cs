using System.CommandLine;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>completions</c>: the script that teaches a shell to complete our command lines.</summary>
sealed class CompletionsCommand : Verb
{
    readonly Argument<string> _shell;

    public CompletionsCommand() : base("completions", "print the script by which a shell completes our words", VerbGroup.Learn,
        "completions bash > ~/.local/share/bash-completion/completions/patchbay  for bash, from the next one on",
        "completions zsh > ~/.zfunc/_patchbay  for zsh; ~/.zfunc must be in fpath",
        "completions fish > ~/.config/fish/completions/patchbay.fish  for fish")
    {
        _shell = AddArgument(new Argument<string>("shell") { HelpName = "SHELL", Description = $"{string.Join(", ", CompletionScripts.Shells.SkipLast(1))} or {CompletionScripts.Shells[^1]}." });
    }

    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        var shell = invocation.Arguments.GetRequiredValue(_shell);
        if (!CompletionScripts.Shells.Contains(shell))
        {
            throw new UserError(ExitCode.Usage, $"there are no completions for '{shell}'",
                Suggestion.For(shell, CompletionScripts.Shells) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", CompletionScripts.Shells)}.");
        }

        var script = CompletionScripts.For(shell);
        invocation.Report.Line(script);
        invocation.Report.Document("completions", new CompletionsData(shell, script), ProgramJson.Default.JsonEnvelopeCompletionsData);
        return Task.FromResult(ExitCode.Done);
    }
}
