using System.Diagnostics;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>sockets --watch</c>: a table that is drawn again on a terminal, a line a change elsewhere, an event a change with --json=lines.</summary>
static class SocketWatchView
{
    public static async Task<ExitCode> RunAsync(Invocation invocation, SocketQuery query, TimeSpan interval)
    {
        var json = invocation.Report.Json;
        if (json == JsonMode.Document)
        {
            throw new UserError(ExitCode.Usage, "--watch has no end, so it is no single document", $"Use {GlobalOptions.JsonLinesText}.");
        }

        // Rates come from TCP's own counters.
        query = query with { Details = query.Details | SocketDetails.TcpInfo };
        using var rows = json == JsonMode.Lines ? new JsonRows(invocation.Io.Output, "sockets", "socket", lines: true) : null;
        ISocketWatchOutput output = rows is not null ? new SocketWatchJson(rows)
            : invocation.Io.OutputIsTerminal ? new SocketWatchScreen(invocation.Io.Output)
            : new SocketWatchLines(invocation.Io.Output);
        var watcher = new SocketWatcher();
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(interval);
        output.Begin();
        try
        {
            do
            {
                var now = Stopwatch.GetElapsedTime(start);
                output.Show(watcher, watcher.Look(SocketTable.ReadAll(query), now), now);
            }
            while (await timer.WaitForNextTickAsync(invocation.Signals.Stop));
        }
        finally
        {
            output.End();
        }

        return invocation.Signals.ExitCode;
    }
}
