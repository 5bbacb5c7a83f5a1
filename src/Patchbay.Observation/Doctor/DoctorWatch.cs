using System.Diagnostics;
using System.Globalization;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// Watches a program: its calls by the tracer, and the table of sockets beside it, which shows what calls do not: queues, timers, the ages of states. Linux only. Thread-safe.
/// </summary>
public static class DoctorWatch
{
    // Bytes of memory stay in the tens of megabytes; what comes later is not recorded, and said.
    const int MostEvents = 200_000;
    const int SIGINT = 2, SIGTERM = 15;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Watches until the program ends, the time is over, or the caller stops it.</summary>
    /// <param name="request">Which program.</param>
    /// <param name="limit">How long to watch; then a program that was started gets SIGTERM, a running one is let go. Null: until it ends.</param>
    /// <param name="cancellationToken">Stops: a program that was started gets SIGINT, a running one is let go. What was seen until then is judged.</param>
    /// <exception cref="ObservationException">There is no such command or process, or it may not be watched.</exception>
    public static async Task<DoctorReport> RunAsync(TraceRequest request, TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var table = new TableWatch(request.ProcessId != 0, request.Start);
        await using var program = await TracedProgram.StartAsync(request, cancellationToken);
        var begin = Stopwatch.GetTimestamp();
        using var over = new CancellationTokenSource();
        var polling = table.PollAsync(over.Token);
        var ending = EndAsync(program, request.ProcessId != 0, limit, cancellationToken, over.Token);
        var (events, dropped) = await ReadAsync(program, table);
        // The clock of the events begins with the request.
        var took = Stopwatch.GetElapsedTime(request.Start);
        await over.CancelAsync();
        await Task.WhenAll(polling, ending);

        events.AddRange(table.Gauges);
        var history = CaseHistory.Of(events, took, table.Listeners());
        List<string> unseen = [.. events.OfType<UnseenEvent>().Select(static one => one.Hint is null ? one.Reason : $"{one.Reason}: {one.Hint}").Distinct(), .. table.Missing];
        if (dropped > 0)
        {
            unseen.Add($"{Plural.Of(dropped, "event")} after the first {MostEvents.ToString("#,0", CultureInfo.InvariantCulture)}");
        }

        var calls = history.Calls.Count();
        return new(DoctorVisit.Ordered([.. DoctorRules.Judge(history), .. table.Findings.Where(found => !IsToldByCalls(found, history))]), unseen,
            $"{Plural.Of(calls, "call")} on {Plural.Of(history.Sockets.Count, "socket")} of {history.Who(program.ProcessId)} within {Duration.Format(Stopwatch.GetElapsedTime(begin))}, by {Plural.Of(DoctorRules.All.Count, "rule")}")
        {
            End = await program.Ended,
        };
    }

    /// <summary>The recording has said the same of the same thing.</summary>
    static bool IsToldByCalls(Finding found, CaseHistory history) =>
        found.Rule.InHistory is { } judge && judge(history).Any(sign => sign.ProcessId == found.Sign.ProcessId && sign.Subject == found.Sign.Subject);

    static async Task<(List<LifeEvent> Events, long Dropped)> ReadAsync(TracedProgram program, TableWatch table)
    {
        var events = new List<LifeEvent>();
        var dropped = 0L;
        await foreach (var seen in program.Events.ReadAllAsync())
        {
            table.Learn(seen);
            if (events.Count < MostEvents || seen is ProcessEvent or UnseenEvent)
            {
                events.Add(seen);
            }
            else
            {
                dropped++;
            }
        }

        return (events, dropped);
    }

    static async Task EndAsync(TracedProgram program, bool isRunning, TimeSpan? limit, CancellationToken stop, CancellationToken over)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over);
        await Delay(limit ?? System.Threading.Timeout.InfiniteTimeSpan, either.Token);
        if (over.IsCancellationRequested)
        {
            return;
        }

        if (!isRunning)
        {
            // What is typed at its terminal has reached the program already.
            if (!stop.IsCancellationRequested || !ProcessSignals.IsInForeground())
            {
                program.Signal(stop.IsCancellationRequested ? SIGINT : SIGTERM);
            }

            await Delay(Patience, over);
        }

        if (!over.IsCancellationRequested)
        {
            // A program that does not heed the signal runs on unwatched.
            program.Detach();
        }
    }

    static async Task Delay(TimeSpan time, CancellationToken stop) =>
        await Task.Delay(time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
