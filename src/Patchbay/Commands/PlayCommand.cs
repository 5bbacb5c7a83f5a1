using System.CommandLine;
using Patchbay.Play;
using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Transport;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>play</c>: the cave of gold on a terminal, by lines, or by itself.</summary>
sealed class PlayCommand : Verb
{
    readonly Argument<string?> _address;
    readonly Option<string?> _name, _simulate, _replay, _for, _reconnect, _data;
    readonly Option<bool> _plain, _bot;
    readonly Option<string> _engine;

    public PlayCommand() : base("play", "play the cave of gold", VerbGroup.Plug,
        "play  in the cave of the running node",
        "play 192.168.1.7:7777 --name ann  on another machine",
        "play 127.0.0.1:7777 --simulate loss=10%,delay=80ms,jitter=20ms  as over a bad network",
        "play game --bot --for 30s --json  let a bot play for half a minute",
        "play game --plain < moves.txt  with commands from a file: up, wait 2s, dash, say hello, look",
        "play --replay game.rec  play a recording again and check it")
    {
        _address = AddArgument(new Argument<string?>("address") { HelpName = "ADDRESS", Description = "HOST:PORT (UDP), or game, the one of the running node, which is the default.", Arity = ArgumentArity.ZeroOrOne });
        _name = Add(new Option<string?>("--name") { Description = "Your name in the game, up to 16 characters; default: your user name.", HelpName = "NAME" });
        _plain = Add(new Option<bool>("--plain") { Description = "Lines instead of a screen; commands on stdin. So too without a terminal, and with --json=lines.", Arity = ArgumentArity.Zero });
        _bot = Add(new Option<bool>("--bot") { Description = "A bot plays instead of you.", Arity = ArgumentArity.Zero });
        _for = Add(new Option<string?>("--for") { Description = "Leave after so long.", HelpName = "TIME" });
        _simulate = Add(new Option<string?>("--simulate") { Description = $"A bad network, each way: {NetworkConditions.Form}.", HelpName = "CONDITIONS" });
        _reconnect = Add(new Option<string?>("--reconnect") { Description = "How long to ask for your player back when the server went silent (default 10s).", HelpName = "TIME" });
        _replay = Add(new Option<string?>("--replay") { Description = "Play a recording again and check every tick of it.", HelpName = "FILE" });
        _data = Add(NodeOptions.DataOption());
        _engine = Add(EngineOption.Create());
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        if (arguments.GetValue(_replay) is { } recording)
        {
            ReplayRun.Run(invocation.Report, recording, invocation.Signals.Stop);
            return invocation.Signals.Stop.IsCancellationRequested ? invocation.Signals.ExitCode : ExitCode.Done;
        }

        var address = PlayAddress.Resolve(arguments.GetValue(_address) ?? "game", NodeOptions.DataDirectoryOf(arguments.GetValue(_data)));
        var conditions = Conditions(arguments.GetValue(_simulate));
        var options = new GameClientOptions(Name(arguments.GetValue(_name)));
        if (TimeoutOption.Parse("--reconnect", arguments.GetValue(_reconnect)) is { } reconnect)
        {
            options = options with { ReconnectWithin = reconnect.Ticks / 10 };
        }

        var limit = TimeoutOption.Parse("--for", arguments.GetValue(_for));
        await using var engine = EngineOption.Open(arguments.GetValue(_engine));
        using var client = new GameClient(options, TransportClock.Now);
        await using var socket = new PlaySocket(await AddressDatagrams.OpenAsync(engine, address, invocation.Signals.Stop), client, conditions);
        var session = new PlaySession(client, socket, address.Format(), invocation.Report) { Pilot = arguments.GetValue(_bot) ? new BotPilot() : null, Limit = limit };
        using (var front = Front(invocation))
        {
            await session.RunAsync(front, invocation.Signals.Stop);
        }

        session.TellResult();
        return invocation.Signals.Stop.IsCancellationRequested ? invocation.Signals.ExitCode : ExitCode.Done;
    }

    IPlayFront Front(Invocation invocation)
    {
        var (io, report, arguments) = (invocation.Io, invocation.Report, invocation.Arguments);
        var isPlain = arguments.GetValue(_plain) || report.Json != JsonMode.None || !io.InputIsTerminal || !io.OutputIsTerminal;
        return isPlain
            ? new PlainFront(report, io.Input, readsInput: !arguments.GetValue(_bot))
            : new TerminalFront(io.Output, report.UsesColor);
    }

    static NetworkConditions? Conditions(string? text)
    {
        try
        {
            return text is null ? null : NetworkConditions.Parse(text);
        }
        catch (FormatException error)
        {
            throw new UserError(ExitCode.Usage, $"--simulate {error.Message}", $"For example --simulate {NetworkConditions.Form}.", error);
        }
    }

    static string Name(string? given) => given is null ? GameMessages.Name(Environment.UserName)
        : given.Trim().Length is > 0 and <= GameMessages.MaxName ? GameMessages.Name(given)
        : throw new UserError(ExitCode.Usage, $"--name '{given}' is no name", $"A name has 1 to {GameMessages.MaxName} characters.");
}
