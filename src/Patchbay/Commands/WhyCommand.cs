using System.CommandLine;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>why ADDRESS</c>: why a connection works or not; of a listening address, why one can bind or not.</summary>
sealed class WhyCommand : Verb
{
    readonly Argument<string> _address;
    readonly Option<string?> _timeout, _wait, _data;

    public WhyCommand() : base("why", "find out why a connection, or a bind, does or does not work", VerbGroup.Ask,
        "why db:5432  name, route, SYN, first bytes: where it ends, and who ends it",
        "why example.org:443  the TLS handshake and the certificate too",
        "why localhost:8080  and who listens there, and on which address only",
        "why :8080  could I listen there, and who has it",
        "why unix:/run/app.sock  no file, no listener, no right, or a full backlog",
        "why --json db:5432 | jq -r .data.verdict  for programs")
    {
        _address = AddArgument(new Argument<string>("address") { HelpName = "ADDRESS", Description = "HOST:PORT, tls:HOST:PORT, udp:HOST:PORT, unix:PATH; :PORT or a listening address; a service of the running node." });
        _timeout = Add(new Option<string?>("--timeout") { Description = "How long each step may take (default 10s).", HelpName = "TIME" });
        _wait = Add(new Option<string?>("--wait") { Description = "How long to wait for a server that speaks first (default 1s).", HelpName = "TIME" });
        _data = Add(NodeOptions.DataOption());
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report) = (invocation.Arguments, invocation.Report);
        var data = NodeOptions.DataDirectoryOf(arguments.GetValue(_data));
        var text = arguments.GetRequiredValue(_address);
        // A port without a host is one's own: who asks about it wants to listen there.
        var role = text.StartsWith(':') || text.StartsWith("*:", StringComparison.Ordinal) || text.All(char.IsAsciiDigit) ? AddressRole.Listen : AddressRole.Connect;
        var address = PatchAddresses.Resolve(text, role, data);
        var defaults = new WhyOptions();
        var timeout = TimeoutOption.Parse("--timeout", arguments.GetValue(_timeout)) ?? defaults.Timeout;
        if (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1))
        {
            throw new UserError(ExitCode.Usage, "--timeout is more than nothing and at most a day", "For example 500ms or 10s.");
        }

        var answer = await WhyQuestion.AskAsync(address, new WhyOptions
        {
            Timeout = timeout,
            Listening = TimeoutOption.Parse("--wait", arguments.GetValue(_wait)) ?? defaults.Listening,
            DataDirectory = data,
            Told = phase => Tell(report, phase),
        }, invocation.Signals.Stop);
        WhyReport.Finish(report, answer);
        return WhyReport.CodeOf(answer.Verdict);
    }

    static void Tell(Report report, WhyPhase phase)
    {
        foreach (var line in WhyReport.Lines(phase))
        {
            report.Line(line);
        }

        report.Event("phase", WhyReport.Data(phase), ProgramJson.Default.JsonEnvelopeWhyPhaseData);
    }
}
