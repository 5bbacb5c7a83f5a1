using System.CommandLine;

namespace Patchbay;

/// <summary>From the arguments to the exit code.</summary>
static class App
{
    public static async Task<ExitCode> RunAsync(string[] args, ProgramIo io, Signals signals)
    {
        var report = new Report(io, JsonMode.None, quiet: false, verbose: false, color: false);
        try
        {
            var tree = new CommandTree(args);
            var parsed = tree.Parse(args);
            report = tree.Globals.MakeReport(parsed, io);
            return await RunAsync(parsed, tree, new Invocation(parsed, io, report, signals));
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return signals.ExitCode;
        }
        catch (Exception error)
        {
            var explained = Failures.Explain(error);
            report.Fail(explained);
            return explained.Code;
        }
    }

    static Task<ExitCode> RunAsync(ParseResult parsed, CommandTree tree, Invocation invocation)
    {
        var verb = tree.Verbs.FirstOrDefault(verb => verb.Command == parsed.CommandResult.Command);
        if (parsed.GetValue(tree.Globals.Help))
        {
            HelpText.Write(invocation.Report, tree.Root, verb, tree.Verbs);
            return Task.FromResult(ExitCode.Done);
        }

        if (parsed.Errors.Count > 0 || ParseFailure.FindUnknownOption(parsed) is not null)
        {
            throw ParseFailure.Explain(parsed);
        }

        if (parsed.GetValue(tree.Globals.Version))
        {
            invocation.Report.Line($"patchbay {Program.Version}");
            return Task.FromResult(ExitCode.Done);
        }

        if (verb is null)
        {
            Welcome.Write(invocation.Report);
            return Task.FromResult(ExitCode.Done);
        }

        return verb.RunAsync(invocation);
    }
}
