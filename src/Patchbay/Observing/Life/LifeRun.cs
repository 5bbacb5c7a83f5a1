using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>Watches a program to its end, or until it is let go, and passes on what is seen.</summary>
static class LifeRun
{
    const int SIGINT = 2, SIGTERM = 15;

    /// <summary>With a command the exit code is the command's: its status, or 128 and the signal's number, as shells count.</summary>
    public static async Task<ExitCode> RunAsync(Invocation invocation, TraceRequest request, LifeTelling telling, string dataDirectory)
    {
        // A terminal sends SIGQUIT (Ctrl-\) to all; it is for the command.
        using var quit = OperatingSystem.IsWindows() || request.Command.Count == 0 ? null : PosixSignalRegistration.Create(PosixSignal.SIGQUIT, static context => context.Cancel = true);
        // What watches the host is ready before the program's first call.
        await using var feed = await LifeFeed.StartAsync(telling, dataDirectory);
        request = request with { Start = telling.Start };
        await using var program = await TracedProgram.StartAsync(request, request.Command.Count == 0 ? invocation.Signals.Stop : default);
        using var stop = invocation.Signals.Stop.Register(() => Stop(invocation.Signals, program, request));
        using var cut = invocation.Signals.Cut.Register(() => Stop(invocation.Signals, program, request));
        try
        {
            await feed.RunAsync(program.Events, CancellationToken.None);
        }
        catch (IOException error) when (ReaderLeft.Is(error))
        {
            // Whoever read has seen enough. A command goes on to its end; a running program is let go.
            if (request.Command.Count == 0)
            {
                return ExitCode.Done;
            }

            await DrainAsync(program);
            return Code(await program.Ended, request, invocation.Signals);
        }

        var end = await program.Ended;
        telling.Finish(end);
        if (end.How == TraceEnding.Lost)
        {
            throw new UserError(ExitCode.Other, "the tracer was ended from outside; the program runs on, and nothing more is known of it");
        }

        return Code(end, request, invocation.Signals);
    }

    static async Task DrainAsync(TracedProgram program)
    {
        await foreach (var _ in program.Events.ReadAllAsync())
        {
        }
    }

    static ExitCode Code(TraceEnd end, TraceRequest request, Signals signals) => end.How switch
    {
        TraceEnding.Lost => ExitCode.Other,
        TraceEnding.Detached => signals.ExitCode,
        _ when request.Command.Count == 0 => ExitCode.Done,
        TraceEnding.Killed => (ExitCode)(128 + end.Status),
        _ => (ExitCode)end.Status,
    };

    // The command decides what a signal means. What is typed at its terminal has reached it already; once it is gone, its children are let go.
    static void Stop(Signals signals, TracedProgram program, TraceRequest request)
    {
        if (request.Command.Count == 0 || ProcessStart.Find(program.ProcessId) is null)
        {
            program.Detach();
        }
        else if (signals.ExitCode == ExitCode.Terminated)
        {
            program.Signal(SIGTERM);
        }
        else if (!ProcessSignals.IsInForeground())
        {
            program.Signal(SIGINT);
        }
    }
}
