using System.CommandLine;
using System.Globalization;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>life</c>: what sockets go through, from birth to death, and why.</summary>
sealed class LifeCommand : Verb
{
    const int MostData = 4096;

    readonly Argument<string[]> _command;
    readonly Option<string?> _process, _port, _tuple, _replay, _time, _data, _output, _save, _page;

    public LifeCommand() : base("life", "tell what a program does with its sockets, from birth to death", VerbGroup.Watch,
        "life -- curl http://example.com  every call on a socket, its state and its buffers, and why",
        "life --pid 4711  a program that runs; Ctrl-C lets it go, and it runs on",
        "life --port 8080  every connection of a port, from outside",
        "life --tuple 127.0.0.1:50320-127.0.0.1:8080 --for 10s  one connection, both ends",
        "life --html life.html -- ./server  a page with a drawn sequence",
        "life --save life.jsonl -- ./server  a recording; then: life --replay life.jsonl",
        "life --data 64 -- nc localhost 7007  also the first 64 bytes of what is sent and received")
    {
        _command = AddArgument(new Argument<string[]>("command") { HelpName = "COMMAND", Description = "After --: the program to start, and its arguments.", Arity = ArgumentArity.ZeroOrMore });
        _process = Add(new Option<string?>("--pid", "-p") { HelpName = "PID", Description = "A process that runs, with all its threads, instead of a command." });
        _port = Add(new Option<string?>("--port") { HelpName = "PORT", Description = "The TCP sockets of this host with that port at either end, from outside." });
        _tuple = Add(new Option<string?>("--tuple") { HelpName = "LOCAL-REMOTE", Description = "One TCP connection, by the addresses of its ends, from outside." });
        _replay = Add(new Option<string?>("--replay") { HelpName = "FILE", Description = "A recording, told again." });
        _time = Add(new Option<string?>("--for") { HelpName = "TIME", Description = "With --port and --tuple: how long; default until Ctrl-C." });
        _data = Add(new Option<string?>("--data") { HelpName = "BYTES", Description = $"Show that many bytes of what each call moves, 0 to {MostData}. Default: 0, sizes only." });
        _output = Add(new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Write there what is told, mode 0600. Default: stderr with a COMMAND or --pid, else stdout; with --json stdout, and the command's own stdout then goes to stderr." });
        _save = Add(new Option<string?>("--save") { HelpName = "FILE", Description = "Keep a recording, mode 0600, for --replay." });
        _page = Add(new Option<string?>("--html") { HelpName = "FILE", Description = "At the end write a page with a drawn sequence, mode 0600." });
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report) = (invocation.Arguments, invocation.Report);
        var command = arguments.GetValue(_command) ?? [];
        var process = Number(arguments.GetValue(_process), "--pid", 1, int.MaxValue) ?? 0;
        var (port, tuple, replay) = (arguments.GetValue(_port), arguments.GetValue(_tuple), arguments.GetValue(_replay));
        string?[] subjects = [command.Length == 0 ? null : string.Join(' ', command), process == 0 ? null : $"process {process}", port, tuple, replay];
        if (subjects.Count(static subject => subject is not null) != 1)
        {
            throw new UserError(ExitCode.Usage, subjects.All(static subject => subject is null) ? "life needs a COMMAND, --pid, --port, --tuple or --replay" : "a COMMAND, --pid, --port, --tuple and --replay exclude one another",
                $"`{ProgramName.Current} life -- curl http://example.com`, or `{ProgramName.Current} life --pid 4711`.");
        }

        var target = port is not null ? LifeTarget.OfPort(port) : tuple is not null ? LifeTarget.OfTuple(tuple) : null;
        var time = Time(arguments.GetValue(_time), target is not null);
        var data = Number(arguments.GetValue(_data), "--data", 0, MostData) ?? 0;
        var recording = replay is null ? null : LifeReplay.Read(replay);
        var (subject, began) = recording is null ? (target?.ToString() ?? subjects.First(static one => one is not null)!, DateTimeOffset.Now) : (recording.Subject, recording.Began);
        var file = arguments.GetValue(_output);
        using var output = LifeOutput.Open(invocation, file, toError: target is null && recording is null);
        using var recorder = arguments.GetValue(_save) is { } save ? LifeOutput.Record(save, subject) : null;
        var page = arguments.GetValue(_page);
        var telling = new LifeTelling(output, recorder, page is not null);
        var directory = NodeOptions.DataDirectoryOf(null);
        var code = recording is not null ? LifeReplay.Run(invocation, recording, telling)
            : target is not null ? await LifeWatchRun.RunAsync(invocation, target, time, telling, directory)
            : await LifeRun.RunAsync(invocation, new TraceRequest
            {
                Tracer = LifeTracerCommand.CommandLine,
                Command = command,
                ProcessId = process,
                Data = data,
                OutputToError = report.Json != JsonMode.None && file is null,
            }, telling, directory);
        if (page is not null)
        {
            LifeOutput.WritePage(page, subject, began, telling.Timeline);
        }

        return code;
    }

    static TimeSpan? Time(string? text, bool isWatch) => text is null ? null
        : !isWatch ? throw new UserError(ExitCode.Usage, "--for is for --port and --tuple", "A program is watched to its end.")
        : Duration.TryParse(text, out var time) && time > TimeSpan.Zero ? time
        : throw new UserError(ExitCode.Usage, $"--for '{text}' is no time", "For example --for 10s, --for 5m.");

    static int? Number(string? text, string option, int least, int most) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new UserError(ExitCode.Usage, $"'{text}' is no value of {option}", string.Create(CultureInfo.InvariantCulture, $"It is a number from {least} on{(most < int.MaxValue ? $", {most} at most" : "")}."));
}
