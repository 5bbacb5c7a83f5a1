using System.CommandLine;
using System.CommandLine.Completions;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>sockets</c>: the table of this machine's sockets.</summary>
sealed class SocketsCommand : Verb
{
    readonly Argument<string[]> _filter;
    readonly SocketsOptions _options;

    public SocketsCommand() : base("sockets", "show this machine's sockets and who holds them (also: netstat)", VerbGroup.Watch,
        "sockets  TCP, UDP, raw and packet sockets",
        "sockets -l  only those that wait for somebody",
        "sockets :8080  who has port 8080, and whether a bind would fail",
        "sockets state established and dport = 443 and not dst 10.0.0.0/8  a filter, in the words of ss",
        "sockets 'process = nginx and scope everywhere'  what nginx shows to the world",
        "sockets --pairs scope loopback  both ends of the connections within this machine",
        "sockets -t --tcp-info state established  with round trips, windows, retransmits",
        "sockets --watch state connected  live, with rates",
        "sockets --kill dst 192.0.2.7  ends them; asks first",
        "sockets --json | jq '.data.sockets[].local'  for programs")
    {
        Command.Aliases.Add("netstat");
        _filter = AddArgument(new Argument<string[]>("filter")
        {
            HelpName = "FILTER",
            Description = "Which sockets, in the words of ss(8); or a port such as :8080.",
            Arity = ArgumentArity.ZeroOrMore,
        });
        _filter.CompletionSources.Add(static _ => SocketFilter.Words.Select(static word => new CompletionItem(word)));
        _options = new SocketsOptions(option => Add(option));
    }

    // Nothing but the watch waits: what is not async starts in half the time.
    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        try
        {
            return RunOpenAsync(invocation);
        }
        catch (IOException error) when (ReaderLeft.Is(error))
        {
            return Task.FromResult(ExitCode.Done);
        }
    }

    Task<ExitCode> RunOpenAsync(Invocation invocation)
    {
        var words = invocation.Arguments.GetValue(_filter) ?? [];
        var mode = _options.ModeOf(invocation.Arguments);
        if (words is [var word] && PortWanted.TryParse(word, out var wanted))
        {
            return Task.FromResult(PortReport.Write(invocation, wanted, _options.Read(invocation.Arguments, null)));
        }

        var text = string.Join(' ', words);
        var filter = text.Length == 0 ? null : SocketFilter.Parse(text, new SystemFilterNames());
        var query = _options.Read(invocation.Arguments, filter);
        return mode switch
        {
            SocketsMode.Watch => ReaderLeft.MayEndAsync(SocketWatchView.RunAsync(invocation, query, _options.Interval(invocation.Arguments))),
            SocketsMode.Pairs => Task.FromResult(SocketPairsReport.Write(invocation, query)),
            SocketsMode.Kill => Task.FromResult(SocketKilling.Run(invocation, query, filter, _options.IsConfirmed(invocation.Arguments))),
            _ => Task.FromResult(List(invocation, query)),
        };
    }

    ExitCode List(Invocation invocation, SocketQuery query)
    {
        using var reader = SocketTable.Open(query);
        using var json = invocation.Report.Json == JsonMode.None ? null : new SocketJsonWriter(invocation.Io.Output, invocation.Report.Json == JsonMode.Lines);
        var writer = json ?? (ISocketWriter)new SocketTextWriter(invocation.Io.Output, _options.Listing(invocation.Arguments));
        while (!invocation.Signals.Stop.IsCancellationRequested && reader.Read())
        {
            writer.Write(reader.Row);
        }

        writer.Finish(reader.Missing);
        SayMissing(invocation.Report, reader.Missing);
        return invocation.Signals.Stop.IsCancellationRequested ? invocation.Signals.ExitCode : ExitCode.Done;
    }

    internal static void SayMissing(Report report, IReadOnlyList<string> missing)
    {
        foreach (var one in missing)
        {
            report.Say($"not shown: {one}");
        }
    }
}
