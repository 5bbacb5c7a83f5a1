using System.Collections.Immutable;
using Patchbay.Probing;

namespace Patchbay;

/// <summary>One run of <c>traceroute</c>: traces on a thread of its own, and shows.</summary>
sealed class TraceSession(Invocation invocation, TraceHost host, TraceOptions options, bool watch, bool names)
{
    static readonly TimeSpan NamesWait = TimeSpan.FromSeconds(2);

    readonly Report _report = invocation.Report;

    public async Task<ExitCode> RunAsync()
    {
        var stop = invocation.Signals.Stop;
        using var lookups = names ? new HopNames() : null;
        using var tracer = Open();
        var heading = $"traceroute to {host}, {tracer.Means}{(options.Method == TraceMethod.Icmp ? "" : $" port {options.Port}")}, {options.MostHops} hops at most";
        var screen = watch && _report.Json == JsonMode.None && invocation.Io.OutputIsTerminal ? new TerminalScreen(invocation.Io.Output) : null;
        if (screen is null)
        {
            _report.Say(heading);
        }

        var rounds = 0;
        screen?.Begin();
        try
        {
            void Changed(bool isRound)
            {
                var hops = tracer.Table.Hops;
                foreach (var responder in hops.SelectMany(static hop => hop.Responders))
                {
                    lookups?.Ask(responder.Address);
                }

                if (isRound)
                {
                    rounds++;
                    _report.Event("round", TraceReport.Data(host, options, tracer, hops, lookups), ProgramJson.Default.JsonEnvelopeTraceData);
                }

                screen?.Draw($"{heading} · round {rounds + 1} · Ctrl-C ends", TraceReport.Statistics(hops, lookups));
            }

            await Task.Factory.StartNew(() => tracer.Run(Changed, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (ScanException error)
        {
            throw Explain(error);
        }
        finally
        {
            screen?.End();
        }

        if (lookups is not null)
        {
            await lookups.WaitAsync(NamesWait, stop);
        }

        Finish(tracer, tracer.Table.Hops, lookups);
        return stop.IsCancellationRequested ? invocation.Signals.ExitCode : TraceReport.CodeOf(tracer.Table.End.Kind);
    }

    void Finish(Tracer tracer, ImmutableArray<TraceHop> hops, HopNames? lookups)
    {
        if (_report.Json == JsonMode.None)
        {
            invocation.Io.Output.Write(watch ? TraceReport.Statistics(hops, lookups) : TraceReport.Hops(hops, lookups));
            invocation.Io.Output.Flush();
        }

        var (sentence, hint) = TraceReport.Verdict(host, options, tracer.Table.End, hops);
        _report.Line(_report.Bold(sentence + "."));
        if (hint is not null)
        {
            _report.Say(hint);
        }

        if (tracer.Table.Strangers > 0)
        {
            _report.Say($"{tracer.Table.Strangers} answers quoted too little to be told apart. --parallel 1 or --method icmp tells them.");
        }

        _report.Document("traceroute", TraceReport.Data(host, options, tracer, hops, lookups), ProgramJson.Default.JsonEnvelopeTraceData);
    }

    Tracer Open()
    {
        try
        {
            return new Tracer(host.Address, options);
        }
        catch (ScanException error)
        {
            throw Explain(error);
        }
    }

    static UserError Explain(ScanException error) => new(error.Failure switch
    {
        ScanFailure.Denied => ExitCode.Permission,
        ScanFailure.Unsupported => ExitCode.Unsupported,
        _ => ExitCode.CannotConnect,
    }, error.Message, error.Hint, error);
}
