using System.CommandLine;
using System.Net;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>connect X</c>: <c>patch - X</c>, stdin and stdout joined with a peer.</summary>
sealed class ConnectCommand : Verb
{
    readonly Argument<string> _address;
    readonly Option<bool> _life, _probe;
    readonly PatchVerbOptions _options = new();

    public ConnectCommand() : base("connect", "join stdin and stdout with a peer", VerbGroup.Plug,
        "connect echo  the echo service of the running node",
        "connect db:5432  a TCP port",
        "connect unix:/run/app.sock  a Unix socket",
        "connect --probe db:5432  can it be reached, how long does each phase take, who says no",
        "connect --life echo  and tell every step of the socket's life")
    {
        _address = AddArgument(new Argument<string>("address") { HelpName = "ADDRESS", Description = "Where to: HOST:PORT, unix:PATH, or a service of the running node." });
        _life = Add(new Option<bool>("--life") { Description = "Print the numbered steps of the socket's life to stderr as they happen.", Arity = ArgumentArity.Zero });
        _probe = Add(new Option<bool>("--probe") { Description = "Only connect, print the phases and the outcome, and close.", Arity = ArgumentArity.Zero });
        _options.AddTo(Command, connects: true, listens: false);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report) = (invocation.Arguments, invocation.Report);
        var text = arguments.GetRequiredValue(_address);
        var address = PatchAddresses.Resolve(text, AddressRole.Connect, _options.DataDirectory(arguments));
        if (address.Listens)
        {
            throw new UserError(ExitCode.Usage, $"'{text}' listens, and connect goes out", $"`{ProgramName.Current} listen {text}` waits for others.");
        }

        if (arguments.GetValue(_probe))
        {
            return await ProbeAsync(report, address.ToConnectEndPoint(), _options.Timeout(arguments), invocation.Signals.Stop);
        }

        var life = arguments.GetValue(_life) ? new LifePrinter(report) : null;
        await using (life)
        {
            await (life?.HearPeerAsync(address, _options.DataDirectory(arguments)) ?? Task.CompletedTask);
            return await new PatchRun(invocation, _options).RunAsync(PatchAddresses.Standard, address, tellsSummary: false);
        }
    }

    static async Task<ExitCode> ProbeAsync(Report report, EndPoint target, TimeSpan timeout, CancellationToken stop)
    {
        var result = await ConnectProbe.RunAsync(target, new ConnectOptions { Timeout = timeout }, stop);
        foreach (var line in ProbeText.Lines(result))
        {
            report.Line(line);
        }

        report.Document("probe", ProbeText.Data(result), ProgramJson.Default.JsonEnvelopeProbeData);
        if (result.Failure is { } failure)
        {
            // The lines above have said it; with --json the document has.
            report.Say($"{failure.Message}\n{failure.Hint}".TrimEnd());
        }

        return Failures.CodeOf(result.Outcome);
    }
}
