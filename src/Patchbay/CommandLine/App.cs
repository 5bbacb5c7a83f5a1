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
            var globals = new GlobalOptions();
            var root = new RootCommand("Run real network services, plug anything into them, and watch every socket's life.");
            root.Options.Clear();
            // Never run; without an action, the bare program would be a parse error.
            root.SetAction(static _ => { });
            globals.AddTo(root);
            Verb[] verbs = [new UpCommand(), new ServeCommand(), new ConnectCommand(), new ListenCommand(), new PatchCommand(), new AddressCommand()];
            foreach (var verb in verbs)
            {
                root.Add(verb.Command);
            }

            // '@' begins the name of an abstract socket here, not of a response file.
            var parsed = root.Parse(GlobalOptions.Rewrite(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
            report = globals.MakeReport(parsed, io);
            return await RunAsync(parsed, globals, verbs, new Invocation(parsed, io, report, signals));
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

    static async Task<ExitCode> RunAsync(ParseResult parsed, GlobalOptions globals, Verb[] verbs, Invocation invocation)
    {
        var verb = verbs.FirstOrDefault(verb => verb.Command == parsed.CommandResult.Command);
        if (parsed.GetValue(globals.Help))
        {
            HelpText.Write(invocation.Report, parsed.RootCommandResult.Command, verb, verbs);
            return ExitCode.Done;
        }

        if (parsed.Errors.Count > 0 || ParseFailure.FindUnknownOption(parsed) is not null)
        {
            throw ParseFailure.Explain(parsed);
        }

        if (parsed.GetValue(globals.Version))
        {
            invocation.Report.Line($"patchbay {Program.Version}");
            return ExitCode.Done;
        }

        if (verb is null)
        {
            Welcome.Write(invocation.Report);
            return ExitCode.Done;
        }

        return await verb.RunAsync(invocation);
    }
}
