using System.CommandLine;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>doctor</c>: names what this host, or a program, does wrong with its sockets.</summary>
sealed class DoctorCommand : Verb
{
    static readonly TimeSpan DefaultLook = TimeSpan.FromSeconds(1.5);

    readonly Argument<string[]> _command;
    readonly Option<int?> _pid;
    readonly Option<string?> _for;

    public DoctorCommand() : base("doctor", "name what this host or a program does wrong with its sockets", VerbGroup.Watch,
        "doctor  look at this host: leaks, full backlogs, dead peers, shared ports, dropped datagrams",
        "doctor -- python3 server.py  watch a program until it ends, and judge its calls too",
        "doctor --for 10s -- python3 server.py  end it after ten seconds",
        "doctor --pid 311 --for 30s  a program that runs; it runs on",
        "doctor --json | jq '.data.findings[].name'  for programs")
    {
        _command = AddArgument(new Argument<string[]>("command") { HelpName = "COMMAND", Description = "After --: the program to watch, with its arguments. Without it: this host.", Arity = ArgumentArity.ZeroOrMore });
        _pid = Add(new Option<int?>("--pid") { Description = "Watch a process that runs.", HelpName = "PID" });
        _for = Add(new Option<string?>("--for") { Description = "How long to watch; a command is ended then (SIGTERM). Of the host: the time between two looks (default 1.5s).", HelpName = "TIME" });
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var command = arguments.GetValue(_command) ?? [];
        var pid = arguments.GetValue(_pid);
        var limit = TimeoutOption.Parse("--for", arguments.GetValue(_for));
        if (limit < TimeSpan.FromMilliseconds(100))
        {
            throw new UserError(ExitCode.Usage, "--for is at least 100ms", "For example --for 10s.");
        }

        if (pid is not null && command.Length > 0)
        {
            throw new UserError(ExitCode.Usage, "a command and --pid are two programs to watch", "Give one of them.");
        }

        if (pid <= 0)
        {
            throw new UserError(ExitCode.Usage, $"{pid} is no process", "`ps -e` lists them.");
        }

        if (pid is null && command.Length == 0)
        {
            try
            {
                return DoctorText.Write(invocation.Report, await DoctorVisit.LookAsync(limit ?? DefaultLook, invocation.Signals.Stop));
            }
            catch (OperationCanceledException) when (invocation.Signals.Stop.IsCancellationRequested)
            {
                return invocation.Signals.ExitCode;
            }
        }

        var request = new TraceRequest { Tracer = LifeTracerCommand.CommandLine, Command = command, ProcessId = pid ?? 0, OutputToError = invocation.Report.Json != JsonMode.None };
        return DoctorText.Write(invocation.Report, await DoctorWatch.RunAsync(request, limit, invocation.Signals.Stop));
    }
}
