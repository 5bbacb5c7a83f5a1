using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>connect</c>: stdin and stdout joined with a peer.</summary>
sealed class ConnectCommand : Verb
{
    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    readonly Argument<string> _address;
    readonly Option<bool> _life, _probe;
    readonly Option<string?> _timeout;
    readonly Option<string?> _data;
    readonly Option<string> _engine;

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
        _timeout = Add(new Option<string?>("--timeout") { Description = "How long to wait for the connection (default 30s).", HelpName = "TIME" });
        _data = Add(NodeOptions.DataOption());
        _engine = Add(EngineOption.Create());
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report) = (invocation.Arguments, invocation.Report);
        var timeout = TimeoutOption.Parse("--timeout", arguments.GetValue(_timeout)) ?? DefaultTimeout;
        if (arguments.GetValue(_probe))
        {
            var target = Resolve(arguments.GetRequiredValue(_address), NodeOptions.DataDirectoryOf(arguments.GetValue(_data)));
            return await ProbeAsync(report, target.ToConnectEndPoint(), timeout, invocation.Signals.Stop);
        }

        var write = PeerOutput.For(invocation);
        await using var engine = EngineOption.Open(arguments.GetValue(_engine));
        var address = Resolve(arguments.GetRequiredValue(_address), NodeOptions.DataDirectoryOf(arguments.GetValue(_data)));
        report.Detail(engine.Description);
        JoinResult result;
        await using (arguments.GetValue(_life) ? new LifePrinter(report) : null)
        {
            var settings = new LayerSettings { DataDirectory = NodeOptions.DataDirectoryOf(arguments.GetValue(_data)), Notify = report.Say };
            await using var connection = await ConnectAsync(engine, address, settings, timeout, invocation);
            var input = StandardInput.Open(invocation.Io.Input);
            result = await new StreamJoin(connection, input, write, endsWithPeer: invocation.Io.InputIsTerminal).RunAsync(invocation.Signals.Stop);
        }

        PeerOutput.TellEnd(report, result);
        return result.Cut == CutDirection.None ? ExitCode.Done : throw result.ToError(address.Format());
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

    static async Task<ConnectionContext> ConnectAsync(ISocketEngine engine, Address address, LayerSettings settings, TimeSpan timeout, Invocation invocation)
    {
        var start = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(invocation.Signals.Stop);
        limit.CancelAfter(timeout);
        ConnectionContext connection;
        try
        {
            connection = await AddressLayers.ConnectAsync(engine, address, settings, limit.Token);
        }
        catch (Exception error) when (limit.IsCancellationRequested && error is OperationCanceledException or ConnectException { Outcome: ConnectOutcome.Cancelled })
        {
            invocation.Signals.Stop.ThrowIfCancellationRequested();
            throw new ConnectException($"{address} did not answer within {Duration.Format(timeout)}", ConnectOutcome.TimedOut, Stopwatch.GetElapsedTime(start), inner: error);
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        invocation.Report.Detail($"connected to {connection.RemoteEndPoint} from {connection.LocalEndPoint} in {Duration.Format(elapsed)}");
        invocation.Report.Event("connected", new ConnectedData(connection.LocalEndPoint?.ToString(), connection.RemoteEndPoint?.ToString(), elapsed.TotalMilliseconds), ProgramJson.Default.JsonEnvelopeConnectedData);
        return connection;
    }

    /// <summary>The address to connect to; a service's name becomes the address it listens on in the running node.</summary>
    static Address Resolve(string text, string dataDirectory)
    {
        var address = Address.Parse(text, AddressRole.Connect);
        if (address.Listens)
        {
            throw new UserError(ExitCode.Usage, $"'{text}' listens, and connect goes out", $"`{ProgramName.Current} listen {text}` waits for others.");
        }

        return address.Kind == AddressKind.Service ? RunningServices.Find(address.Target!, dataDirectory) : address;
    }
}
