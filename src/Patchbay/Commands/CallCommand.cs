using System.CommandLine;
using System.Text;
using System.Text.Json;
using Patchbay.Services.Rpc;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>call</c>: one JSON-RPC call, its result on stdout.</summary>
sealed class CallCommand : Verb
{
    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    readonly Argument<string> _address, _method;
    readonly Argument<string[]> _pairs;
    readonly Option<string?> _params = new("--params") { Description = "All parameters as JSON, by name or by position; - reads them from stdin.", HelpName = "JSON" };
    readonly Option<bool> _notify = new("--notify") { Description = "Send a notification: no answer is waited for.", Arity = ArgumentArity.Zero };
    readonly Option<bool> _stream = new("--stream") { Description = "Also print the notifications and the progress that come before the answer, one JSON a line.", Arity = ArgumentArity.Zero };
    readonly Option<bool> _follow = new("--follow") { Description = "As --stream, and stay after the answer until interrupted.", Arity = ArgumentArity.Zero };
    readonly Option<string?> _user = new("--user") { Description = "Log in first (method auth); the password is asked, or the first line of stdin.", HelpName = "NAME" };
    readonly Option<string?> _framing = new("--framing") { Description = "How messages are told apart: lines (default) or headers (Content-Length).", HelpName = "FRAMING", CompletionSources = { "lines", "headers" } };
    readonly Option<string?> _timeout = new("--timeout") { Description = "How long to wait for the connection, and then for the answer (default 30s).", HelpName = "TIME" };
    readonly Option<string?> _data = NodeOptions.DataOption();
    readonly Option<string> _engine = EngineOption.Create();

    public CallCommand() : base("call", "call a method of a JSON-RPC 2.0 server", VerbGroup.Plug,
        "call node node.services  what the running node serves",
        "call rpc sum a=1 b=2  parameters by name, at the service rpc of the running node",
        "call 127.0.0.1:4242 sum --params '[1,2]'  by position, at any address of a stream",
        "call node count to=3 --stream  with its progress",
        "call node node.events service=chat notes=true --follow  what the service chat says about its sockets",
        "call tls:host:9000 initialize processId:=null --framing headers  a language server")
    {
        _address = AddArgument(new Argument<string>("address") { HelpName = "ADDRESS", Description = "Any address of a stream, a service of the running node, or node: its RPC socket." });
        _method = AddArgument(new Argument<string>("method") { HelpName = "METHOD", Description = "The method; rpc.discover lists them." });
        _pairs = AddArgument(new Argument<string[]>("parameters") { HelpName = "KEY=VALUE", Description = "Parameters by name: a VALUE that is JSON is taken as such, any other is a string; KEY:=JSON must be JSON.", Arity = ArgumentArity.ZeroOrMore });
        foreach (var option in new Option[] { _params, _notify, _stream, _follow, _user, _framing, _timeout, _data, _engine })
        {
            Command.Add(option);
        }
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, report) = (invocation.Arguments, invocation.Report);
        var timeout = TimeoutOption.Parse("--timeout", arguments.GetValue(_timeout)) ?? DefaultTimeout;
        var directory = NodeOptions.DataDirectoryOf(arguments.GetValue(_data));
        var follows = arguments.GetValue(_follow);
        var framing = Framing(arguments.GetValue(_framing));
        var password = arguments.GetValue(_user) is { } user ? await PasswordPrompt.AskAsync(invocation, $"Password for {user}: ") : null;
        var parameters = await ParametersAsync(invocation, arguments.GetValue(_stream) || follows);
        var text = arguments.GetRequiredValue(_address);
        var address = text == NodeRpc.Word ? NodeRpc.Find(directory) : PatchAddresses.Resolve(text, AddressRole.Connect, directory);
        if (address.Listens)
        {
            throw new UserError(ExitCode.Usage, $"'{text}' listens, and call goes out", "Write where the server is: HOST:PORT or unix:PATH.");
        }

        await using var engine = EngineOption.Open(arguments.GetValue(_engine));
        var layers = AddressLayers.Open(address, new LayerSettings { DataDirectory = directory, Notify = report.Say });
        var connection = await TimedConnect.RunAsync(engine, address, layers, timeout, invocation.Signals.Stop);
        var hears = arguments.GetValue(_stream) || follows;
        await using var client = new RpcClient(connection, new RpcOptions { CallTimeout = timeout, Framing = framing }, hears ? (method, json) => Tell(report, method, json) : null);
        var method = arguments.GetRequiredValue(_method);
        try
        {
            if (password is not null)
            {
                await client.Rpc.CallAsync("auth", CallParameters.FromLogin(arguments.GetValue(_user)!, password), invocation.Signals.Stop);
            }

            if (arguments.GetValue(_notify))
            {
                await client.Rpc.NotifyAsync(method, parameters, invocation.Signals.Stop);
            }
            else
            {
                var result = JsonElement.Parse(await client.Rpc.CallAsync(method, parameters, invocation.Signals.Stop));
                report.Line(CallOutput.Text(result, invocation.Io.OutputIsTerminal));
                report.Document("call", new CallData(method, result), ProgramJson.Default.JsonEnvelopeCallData);
            }

            if (follows)
            {
                await client.Ended.WaitAsync(invocation.Signals.Stop);
            }

            return ExitCode.Done;
        }
        catch (Exception error) when (Explain(error, address, method) is { } explained)
        {
            throw explained;
        }
    }

    static UserError? Explain(Exception error, Address address, string method) => error switch
    {
        RpcException answer => new UserError(ExitCode.Other, $"{method} was answered with error {answer.Code}: {OneLine(answer.Message)}", Hint(answer, address), answer),
        RpcConnectionException { IsGarbled: true } garbled => new UserError(ExitCode.ReceiveFailed, $"{address} speaks no JSON-RPC that is understood here", "What came is no JSON and no Content-Length; --framing headers asks in the form of language servers.", garbled),
        RpcConnectionException ended => new UserError(ExitCode.EmptyAnswer, $"{address} gave no answer to {method}: {ended.Message}", "The peer ended the connection; --framing headers asks in the form of language servers.", ended),
        TimeoutException late => new UserError(ExitCode.TimedOut, $"{address}: {late.Message}", "--timeout waits longer; --framing headers asks in the form of language servers.", late),
        _ => null,
    };

    static string Hint(RpcException answer, Address address) =>
        answer.Details is { } data ? $"data: {CallOutput.Text(data, isTerminal: false)}"
        : answer.Code == RpcErrorCodes.MethodNotFound ? $"`{ProgramName.Current} call {address} rpc.discover` lists the methods, where the server can tell."
        : "The server gave no data with it.";

    /// <summary>The peer's words without what a terminal would obey.</summary>
    static string OneLine(string text) => string.Concat(text.Select(static character => char.IsControl(character) ? ' ' : character));

    static void Tell(Report report, string method, JsonElement parameters)
    {
        var heard = new NotificationData(method, parameters.ValueKind == JsonValueKind.Undefined ? null : parameters);
        report.Line(CallOutput.Text(JsonSerializer.SerializeToElement(heard, ProgramJson.Default.NotificationData), isTerminal: false));
        report.Event("notification", heard, ProgramJson.Default.JsonEnvelopeNotificationData);
    }

    async Task<byte[]> ParametersAsync(Invocation invocation, bool withProgress)
    {
        var pairs = invocation.Arguments.GetValue(_pairs) ?? [];
        var json = pairs is ["-"] ? "-" : invocation.Arguments.GetValue(_params);
        if (json is null)
        {
            return CallParameters.FromPairs(pairs, withProgress);
        }

        if (pairs.Length > 0 && pairs is not ["-"])
        {
            throw new UserError(ExitCode.Usage, "parameters are given both as KEY=VALUE and with --params", "Put all of them into one of the two.");
        }

        if (json != "-")
        {
            return CallParameters.FromJson(Encoding.UTF8.GetBytes(json));
        }

        using var input = new MemoryStream();
        await invocation.Io.Input.CopyToAsync(input, invocation.Signals.Stop);
        return CallParameters.FromJson(input.ToArray());
    }

    static RpcFraming Framing(string? text) => text switch
    {
        null => RpcFraming.Unknown,
        "lines" => RpcFraming.Lines,
        "headers" => RpcFraming.Headers,
        _ => throw new UserError(ExitCode.Usage, $"'{text}' is no framing", "There are lines and headers."),
    };
}
