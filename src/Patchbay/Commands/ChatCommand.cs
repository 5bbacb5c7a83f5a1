using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>chat</c>: talk on a chat server, from a terminal or a pipe.</summary>
sealed class ChatCommand : Verb
{
    static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(5), DefaultTimeout = TimeSpan.FromSeconds(30);

    readonly Argument<string> _address;
    readonly Argument<string?> _channel;
    readonly Option<string?> _nick, _user, _timeout, _data;
    readonly Option<string> _engine;
    readonly Option<bool> _plain;

    public ChatCommand() : base("chat", "talk on a chat server (IRC)", VerbGroup.Plug,
        "chat chat '#lobby'  the chat of the running node",
        "chat tls:irc.example.org:6697 '#lobby' --nick ann  any IRC server, with TLS",
        "chat chat '#lobby' --user ann  log in; asks for the password",
        "chat chat '#lobby' --plain < file  say each line of a file, and leave")
    {
        _address = AddArgument(new Argument<string>("address") { HelpName = "ADDRESS", Description = "Which server: HOST:PORT, tls:HOST:PORT, or the chat service of the running node." });
        _channel = AddArgument(new Argument<string?>("channel") { HelpName = "#CHANNEL", Description = "What to join first.", Arity = ArgumentArity.ZeroOrOne });
        _nick = Add(new Option<string?>("--nick") { Description = "Who you are there; default: the user, or your name on this machine.", HelpName = "NICK" });
        _user = Add(new Option<string?>("--user") { Description = "Log in as this user; the password is asked for, or is the first line of a pipe.", HelpName = "NAME" });
        _plain = Add(new Option<bool>("--plain") { Description = "For pipes: each line of stdin is said, each message is a line on stdout. So it is without a terminal.", Arity = ArgumentArity.Zero });
        _timeout = Add(new Option<string?>("--timeout") { Description = "How long to wait for the connection (default 30s).", HelpName = "TIME" });
        _data = Add(NodeOptions.DataOption());
        _engine = Add(EngineOption.Create());
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, io) = (invocation.Arguments, invocation.Io);
        var data = NodeOptions.DataDirectoryOf(arguments.GetValue(_data));
        var address = PatchAddresses.Resolve(arguments.GetRequiredValue(_address), AddressRole.Connect, data);
        var isPlain = arguments.GetValue(_plain) || !io.InputIsTerminal || !io.OutputIsTerminal || invocation.Report.Json != JsonMode.None;
        var channel = Channel(arguments.GetValue(_channel), isPlain);
        if (invocation.Report.Json == JsonMode.Document)
        {
            throw new UserError(ExitCode.Usage, "a chat is no JSON document", "Use --json=lines: each message is an event.");
        }

        var user = arguments.GetValue(_user);
        var login = user is null ? null : new ChatLoginData(user, await PasswordPrompt.AskAsync(invocation, $"Password for {user}: "));
        var talk = new ChatTalk(Nick(arguments.GetValue(_nick) ?? user), channel, login, TimeProvider.System);
        var timeout = TimeoutOption.Parse("--timeout", arguments.GetValue(_timeout)) ?? DefaultTimeout;
        await using var engine = EngineOption.Open(arguments.GetValue(_engine));
        await using var connection = await ConnectAsync(invocation, engine, address, data, timeout);
        return isPlain ? await PlainAsync(invocation, connection, talk) : await TerminalAsync(invocation, connection, talk);
    }

    static async Task<ConnectionContext> ConnectAsync(Invocation invocation, ISocketEngine engine, Address address, string data, TimeSpan timeout)
    {
        using var late = new CancellationTokenSource(timeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, invocation.Signals.Stop);
        try
        {
            return await AddressLayers.ConnectAsync(engine, address, new LayerSettings { DataDirectory = data, Notify = invocation.Report.Detail }, limit.Token);
        }
        catch (Exception error) when (late.IsCancellationRequested && error is not UserError)
        {
            throw new UserError(ExitCode.TimedOut, $"{address} did not answer within {Duration.Format(timeout)}", $"More: `{ProgramName.Current} connect --probe {address}`.", error);
        }
    }

    /// <summary>Lines in, messages out.</summary>
    static async Task<ExitCode> PlainAsync(Invocation invocation, ConnectionContext connection, ChatTalk talk)
    {
        var report = invocation.Report;
        using var chat = new ChatConnection(connection, talk, line =>
        {
            var isSaid = line.Kind is ChatLineKind.Message or ChatLineKind.Notice or ChatLineKind.Action;
            report.Event("message", new ChatMessageData(line.Time, line.Kind.ToString().ToLowerInvariant(), line.Where, line.Who, line.Text), ProgramJson.Default.JsonEnvelopeChatMessageData);
            if (isSaid && line.Where.Length > 0)
            {
                report.Line(ChatText.ForPipes(line));
            }
            else if (line.Kind == ChatLineKind.Error)
            {
                report.Say(ChatText.ForPipes(line));
            }
            else
            {
                report.Detail(ChatText.ForPipes(line));
            }
        });
        var reading = ReadAsync(invocation, chat);
        await RunAsync(invocation, chat, talk);
        _ = reading.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
        return End(invocation, talk);
    }

    static async Task ReadAsync(Invocation invocation, ChatConnection chat)
    {
        await chat.Ready.WaitAsync(invocation.Signals.Stop);
        using var lines = new StreamReader(invocation.Io.Input, Encoding.UTF8);
        while (await lines.ReadLineAsync(invocation.Signals.Stop) is { } line)
        {
            await chat.DoAsync(talk =>
            {
                if (talk.Target is not null && line.Length > 0)
                {
                    talk.Say(ChatText.Clean(line));
                }
            });
        }

        await chat.DoAsync(static talk => talk.Leave(""));
    }

    static async Task<ExitCode> TerminalAsync(Invocation invocation, ConnectionContext connection, ChatTalk talk)
    {
        var screen = new ChatScreen(invocation.Io.Output, static () => Console.WindowWidth);
        using var chat = new ChatConnection(connection, talk, line => screen.Show(ChatText.ForPeople(line), Prompt(talk)));
        using var resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => screen.Redraw());
        var keys = new Thread(() => ReadKeys(screen, chat)) { IsBackground = true, Name = "keys" };
        screen.Redraw();
        keys.Start();
        try
        {
            await RunAsync(invocation, chat, talk);
        }
        finally
        {
            screen.Clear();
        }

        return End(invocation, talk);
    }

    static string Prompt(ChatTalk talk) => $"{ChatText.Clean(talk.Target ?? talk.Nick)}> ";

    static void ReadKeys(ChatScreen screen, ChatConnection chat)
    {
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                var isEnd = key.Key == ConsoleKey.D && key.Modifiers.HasFlag(ConsoleModifiers.Control) && screen.IsEmpty;
                if (isEnd)
                {
                    chat.DoAsync(static talk => talk.Leave("")).GetAwaiter().GetResult();
                    return;
                }

                if (screen.Take(key) is { } line)
                {
                    Do(screen, chat, line);
                }
            }
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or ObjectDisposedException or ConnectionAbortedException)
        {
            // The terminal or the connection is gone; the reader of the connection tells.
        }
    }

    static void Do(ChatScreen screen, ChatConnection chat, string line) => chat.DoAsync(talk =>
    {
        ChatInput.Take(talk, line);
        screen.Redraw(Prompt(talk));
    }).GetAwaiter().GetResult();

    /// <summary>Talks until the server ends; a signal leaves properly.</summary>
    static async Task RunAsync(Invocation invocation, ChatConnection chat, ChatTalk talk)
    {
        using var given = new CancellationTokenSource();
        using var leave = invocation.Signals.Stop.UnsafeRegister(state => _ = LeaveAsync(chat, given), null);
        try
        {
            await chat.RunAsync(given.Token);
        }
        catch (Exception error) when (error is OperationCanceledException || (talk.IsLeaving && error is IOException or ConnectionAbortedException))
        {
            // The server took too long to say good-bye.
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException)
        {
            throw new UserError(ExitCode.ReceiveFailed, $"the connection to the server was lost: {error.Message.TrimEnd('.')}", talk.LastWord, error);
        }
    }

    static async Task LeaveAsync(ChatConnection chat, CancellationTokenSource given)
    {
        given.CancelAfter(LeavePatience);
        try
        {
            await chat.DoAsync(static talk => talk.Leave("interrupted"));
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or ObjectDisposedException or ConnectionAbortedException)
        {
            // It is over already.
        }
    }

    static ExitCode End(Invocation invocation, ChatTalk talk)
    {
        if (talk.Failure is { } failure)
        {
            throw failure;
        }

        invocation.Signals.Stop.ThrowIfCancellationRequested();
        if (!talk.IsLeaving)
        {
            throw new UserError(ExitCode.ReceiveFailed, $"the server closed the connection{(talk.LastWord is { } word ? $": {word}" : "")}");
        }

        return talk.Refused > 0 ? ExitCode.Other : ExitCode.Done;
    }

    static string? Channel(string? text, bool isPlain)
    {
        if (text is null)
        {
            return isPlain ? throw new UserError(ExitCode.Usage, "a pipe needs a channel to talk in", $"For example `{ProgramName.Current} chat chat '#lobby' --plain`.") : null;
        }

        return text.StartsWith('#') || text.StartsWith('&') ? text : throw new UserError(ExitCode.Usage, $"'{text}' is no channel", $"Channels begin with #; in a shell, quote it: '#{text}'.");
    }

    /// <summary>What can be a nick of a name.</summary>
    static string Nick(string? name)
    {
        var nick = string.Concat((name ?? Environment.UserName).Where(static c => char.IsAsciiLetterOrDigit(c) || "-_[]\\`^{}|".Contains(c, StringComparison.Ordinal)));
        return nick.Length == 0 || char.IsAsciiDigit(nick[0]) || nick[0] == '-' ? "guest" : nick;
    }
}
