using System.CommandLine;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>listen</c>: waits for clients and joins each, one after the other, with stdin and stdout.</summary>
sealed class ListenCommand : Verb
{
    readonly Argument<string> _address;
    readonly Option<bool> _once;
    readonly Option<int?> _ready;
    readonly Option<string> _engine;

    public ListenCommand() : base("listen", "wait for clients and join each with stdin and stdout", VerbGroup.Plug,
        "listen :7100  on port 7100 of loopback, client after client",
        "listen :7100 --once < file  give a file to the first client, then end",
        "listen unix-listen:/tmp/talk,mode=600  on a Unix socket that only you can open",
        "listen *:7100  on every address of this machine")
    {
        _address = AddArgument(new Argument<string>("address") { HelpName = "ADDRESS", Description = "Where to listen: :PORT is loopback, *:PORT every address, unix-listen:PATH a Unix socket." });
        _once = Add(new Option<bool>("--once") { Description = "End after the first client; the same as the address option once.", Arity = ArgumentArity.Zero });
        _ready = Add(ReadyOption.Create());
        _engine = Add(EngineOption.Create());
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report) = (invocation.Arguments, invocation.Report);
        var text = arguments.GetRequiredValue(_address);
        var address = Address.Parse(text, AddressRole.Listen);
        if (!address.Listens)
        {
            throw new UserError(ExitCode.Usage, $"'{text}' is no address to listen on", "For example :7100, *:7100 or unix-listen:/tmp/talk.");
        }

        var once = arguments.GetValue(_once) || address.FindOption("once") is not null;
        var write = PeerOutput.For(invocation);
        await using var engine = EngineOption.Open(arguments.GetValue(_engine));
        var layers = AddressLayers.Open(address, new LayerSettings { DataDirectory = NodeOptions.DataDirectoryOf(null), Notify = report.Say });
        await using var listener = new JoinedListeners(await Listening.BindAsync(engine, address, invocation.Signals.Stop));
        Tell(report, listener.Addresses, engine, arguments.GetValue(_ready));

        var input = StandardInput.Open(invocation.Io.Input);
        while (true)
        {
            var raw = await listener.AcceptAsync(invocation.Signals.Stop);
            ConnectionContext connection;
            try
            {
                connection = await layers.AcceptAsync(raw, invocation.Signals.Stop);
            }
            catch (LayerException error) when (!once)
            {
                report.Say(error.Message);
                continue;
            }

            var result = await JoinAsync(connection, input, write, invocation);
            if (once)
            {
                return result.Cut == CutDirection.None ? ExitCode.Done : throw result.ToError(Peer(connection));
            }

            if (result.Cut == CutDirection.Output)
            {
                throw result.ToError(Peer(connection));
            }

            if (result.Cut != CutDirection.None)
            {
                report.Say(result.ToError(Peer(connection)).Message);
            }
        }
    }

    static void Tell(Report report, IReadOnlyList<Address> addresses, ISocketEngine engine, int? readyDescriptor)
    {
        report.Detail(engine.Description);
        report.Say($"listening on {string.Join(" and ", addresses)}");
        if (addresses.Any(BoundAddress.IsExposed))
        {
            report.Say("exposed: other machines can reach it, without a password; they read our stdin and write to our stdout");
        }

        var listening = new ListeningData([.. addresses.Select(static address => address.Format())], engine.Description);
        report.Event("listening", listening, ProgramJson.Default.JsonEnvelopeListeningData);
        ReadyOption.Tell(readyDescriptor, "listening", listening, ProgramJson.Default.JsonEnvelopeListeningData);
    }

    static async Task<JoinResult> JoinAsync(ConnectionContext accepted, PipeReader input, Func<ReadOnlyMemory<byte>, ValueTask> write, Invocation invocation)
    {
        await using var connection = accepted;
        var report = invocation.Report;
        report.Detail($"client {Peer(connection)}");
        report.Event("accepted", new ConnectedData(connection.LocalEndPoint?.ToString(), connection.RemoteEndPoint?.ToString(), null), ProgramJson.Default.JsonEnvelopeConnectedData);
        var result = await new StreamJoin(connection, input, write, endsWithPeer: invocation.Io.InputIsTerminal).RunAsync(invocation.Signals.Stop);
        PeerOutput.TellEnd(report, result);
        return result;
    }

    static string Peer(ConnectionContext connection) => connection.RemoteEndPoint?.ToString() is { Length: > 0 } name ? name : "the client";
}
