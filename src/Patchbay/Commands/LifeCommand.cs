using System.CommandLine;
using System.Globalization;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>life</c>: what a program does with its sockets, from birth to death.</summary>
sealed class LifeCommand : Verb
{
    const int MostData = 4096;

    readonly Argument<string[]> _command;
    readonly Option<string?> _process, _data, _output;

    public LifeCommand() : base("life", "tell what a program does with its sockets, from birth to death", VerbGroup.Watch,
        "life -- curl http://example.com  every call on a socket, its state and its buffers",
        "life --pid 4711  a program that runs; Ctrl-C lets it go, and it runs on",
        "life --output life.jsonl --json=lines -- ./server  into a file, for programs",
        "life --data 64 -- nc localhost 7007  also the first 64 bytes of what is sent and received")
    {
        _command = AddArgument(new Argument<string[]>("command") { HelpName = "COMMAND", Description = "After --: the program to start, and its arguments.", Arity = ArgumentArity.ZeroOrMore });
        _process = Add(new Option<string?>("--pid", "-p") { HelpName = "PID", Description = "A process that runs, with all its threads, instead of a command." });
        _data = Add(new Option<string?>("--data") { HelpName = "BYTES", Description = $"Show that many bytes of what each call moves, 0 to {MostData}. Default: 0, sizes only." });
        _output = Add(new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Write there what is seen, mode 0600. Default: stderr, with --json stdout; the command's own stdout then goes to stderr." });
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report) = (invocation.Arguments, invocation.Report);
        var command = arguments.GetValue(_command) ?? [];
        var process = Number(arguments.GetValue(_process), "--pid", 1, int.MaxValue) ?? 0;
        if ((command.Length == 0) == (process == 0))
        {
            throw new UserError(ExitCode.Usage, command.Length == 0 ? "life needs a COMMAND or --pid" : "a COMMAND and --pid exclude each other",
                $"`{ProgramName.Current} life -- curl http://example.com`, or `{ProgramName.Current} life --pid 4711`.");
        }

        var file = arguments.GetValue(_output);
        var request = new TraceRequest
        {
            Tracer = LifeTracerCommand.CommandLine,
            Command = command,
            ProcessId = process,
            Data = Number(arguments.GetValue(_data), "--data", 0, MostData) ?? 0,
            OutputToError = report.Json != JsonMode.None && file is null,
        };
        using var output = LifeOutput.Open(invocation, file);
        return await LifeRun.RunAsync(invocation, request, output);
    }

    static int? Number(string? text, string option, int least, int most) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new UserError(ExitCode.Usage, $"'{text}' is no value of {option}", string.Create(CultureInfo.InvariantCulture, $"It is a number from {least} on{(most < int.MaxValue ? $", {most} at most" : "")}."));
}
