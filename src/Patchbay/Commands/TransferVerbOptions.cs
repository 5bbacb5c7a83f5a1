using System.CommandLine;
using Patchbay.Services.Transfer;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The options that <c>get</c>, <c>put</c> and <c>mirror</c> share.</summary>
sealed class TransferVerbOptions
{
    readonly Option<string?> _user = new("--user", "-u") { Description = "Log in; the password is asked for, or is the first line of stdin.", HelpName = "NAME" };
    readonly Option<bool> _tls = new("--tls") { Description = "ftp:// starts TLS before the login; the same as ftpes://.", Arity = ArgumentArity.Zero };
    readonly Option<bool> _insecure = new("--insecure", "-k") { Description = "Believe any certificate.", Arity = ArgumentArity.Zero };
    readonly Option<string?> _authorities = new("--ca") { Description = "Trust the issuers in this file only; auto: the certificate of this machine's node.", HelpName = "FILE" };
    readonly Option<string?> _pin = new("--pin") { Description = "Trust the one certificate with this fingerprint: sha256:…", HelpName = "FINGERPRINT" };
    readonly Option<string?> _via = new("--via") { Description = "Go through proxies: socks5:HOST:PORT, http:HOST:PORT, nearest first, with commas.", HelpName = "PROXIES" };
    readonly Option<string[]> _headers = new("--header", "-H") { Description = "Add a field to HTTP requests: 'NAME: VALUE'. Repeatable.", HelpName = "FIELD", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
    readonly Option<bool> _http11 = new("--http1.1") { Description = "Do not offer HTTP/2.", Arity = ArgumentArity.Zero };
    readonly Option<string?> _limitRate = new("--limit-rate") { Description = "At most so many bytes a second: 64k, 1.5m.", HelpName = "RATE" };
    readonly Option<string?> _timeout = new("--timeout") { Description = "Give up when the server is silent for so long (default 30s).", HelpName = "TIME" };
    readonly Option<string?> _data = NodeOptions.DataOption();
    readonly Option<string> _engine = EngineOption.Create();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _user, _tls, _insecure, _authorities, _pin, _via, _headers, _http11, _limitRate, _timeout, _data, _engine })
        {
            command.Add(option);
        }
    }

    public ISocketEngine OpenEngine(ParseResult arguments) => EngineOption.Open(arguments.GetValue(_engine));

    /// <summary>The URL as it is meant: with --tls.</summary>
    public RemoteUrl Url(ParseResult arguments, string text)
    {
        var url = RemoteUrl.Parse(text);
        return !arguments.GetValue(_tls) ? url
            : url.IsHttp ? throw new UserError(ExitCode.Usage, "--tls is for ftp://", "For HTTP write https://.")
            : url.Scheme == TransferScheme.FtpImplicitTls ? throw new UserError(ExitCode.Usage, "ftps:// has TLS from the first byte, and --tls starts it later", "Keep one of them.")
            : url with { Scheme = TransferScheme.FtpExplicitTls };
    }

    /// <summary>Reads them, and asks for the password where there is a user.</summary>
    /// <param name="invocation">The command line, and where to ask.</param>
    /// <param name="url">Whose server, and perhaps the user.</param>
    /// <param name="say">Hears what people should know.</param>
    public async Task<TransferOptions> ReadAsync(Invocation invocation, RemoteUrl url, Action<string> say)
    {
        var arguments = invocation.Arguments;
        var options = new TransferOptions
        {
            Timeout = TimeoutOption.Parse("--timeout", arguments.GetValue(_timeout)) is { } timeout
                ? timeout > TimeSpan.Zero ? timeout : throw new UserError(ExitCode.Usage, "--timeout is more than zero", "For example 10s.")
                : new TransferOptions().Timeout,
            Insecure = arguments.GetValue(_insecure),
            Authorities = arguments.GetValue(_authorities),
            Pin = arguments.GetValue(_pin) is { } pin ? CertificateFingerprint.Normalize(pin) ?? throw new UserError(ExitCode.Usage, $"--pin '{pin}' is no fingerprint", "It is sha256: and 64 hexadecimal digits.") : null,
            Via = Via(arguments.GetValue(_via)),
            DataDirectory = NodeOptions.DataDirectoryOf(arguments.GetValue(_data)),
            Headers = [.. (arguments.GetValue(_headers) ?? []).Select(Header)],
            OnlyHttp11 = arguments.GetValue(_http11),
            LimitRate = LimitRate(arguments.GetValue(_limitRate)),
            Notify = say,
            Trace = invocation.Report.Detail,
        };
        if (options.Insecure && url.IsTls)
        {
            say($"insecure: nobody verifies who {url.Authority} is; whoever is in between can read and change everything");
        }

        return await LogInAsync(options, invocation, url, say);
    }

    async Task<TransferOptions> LogInAsync(TransferOptions options, Invocation invocation, RemoteUrl url, Action<string> say)
    {
        var user = invocation.Arguments.GetValue(_user) ?? url.User;
        if (user is null)
        {
            return options;
        }

        var password = user == url.User ? url.Password : null;
        if (password is not null)
        {
            say("the password stands in the URL: every user of this machine can read it while this runs; --user NAME asks for it");
        }

        if (!url.IsTls && !IsLoopback(url.Host))
        {
            say($"the password goes to {url.Authority} in the clear: anybody in between can read it");
        }

        return options with { User = user, Password = password ?? await PasswordPrompt.AskAsync(invocation, $"Password of {user} for {url.Authority}: ") };
    }

    static bool IsLoopback(string host) =>
        System.Net.IPAddress.TryParse(host, out var address) ? System.Net.IPAddress.IsLoopback(address) : host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal);

    static string? Via(string? text) => text is null || ProxyAddress.TryParseChain(text, out _) ? text
        : throw new UserError(ExitCode.Usage, $"--via '{text}' names no proxies", "For example --via socks5:HOST:1080 or --via http:HOST:3128.");

    static long? LimitRate(string? text) => text is null ? null : ByteWords.TryParse(text, out var rate) ? rate
        : throw new UserError(ExitCode.Usage, $"--limit-rate '{text}' is no rate", "It is bytes a second, with k, m or g for 1024, 1024² or 1024³ of them: 64k, 1.5m.");

    static (string Name, string Value) Header(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (name, value) = colon < 0 ? ("", "") : (text[..colon], text[(colon + 1)..].Trim());
        // RFC 9110 sections 5.1 and 5.5: a token, and no line's end.
        return name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c)) && !value.Any(char.IsControl)
            ? (name, value)
            : throw new UserError(ExitCode.Usage, $"--header '{text}' is no field", "For example --header 'Accept: text/html'.");
    }
}
