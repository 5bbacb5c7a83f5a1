using System.CommandLine;
using Patchbay.Services.Transfer;

namespace Patchbay;

/// <summary><c>get URL</c>: a file from a web or FTP server.</summary>
sealed class GetCommand : Verb
{
    const string Standard = "-";

    readonly Argument<string> _url;
    readonly Option<string?> _output;
    readonly Option<bool> _remoteName, _continue, _force, _timing;
    readonly TransferVerbOptions _options = new();

    public GetCommand() : base("get", "get a file from a web or FTP server", VerbGroup.Plug,
        "get https://example.org/big.iso  into this folder; what came is kept when it breaks off",
        "get -c https://example.org/big.iso  go on where it broke off",
        "get http://127.0.0.1:8080/notes.txt | less  to the next command",
        "get --user ann ftpes://files.example/report.pdf  FTP that starts TLS before the login",
        "get --timing -o /dev/null https://example.org/  how long each phase takes")
    {
        _url = AddArgument(new Argument<string>("url") { HelpName = "URL", Description = "http://, https://, ftp://, ftps:// (TLS from the first byte) or ftpes:// (TLS before the login)." });
        _output = Add(new Option<string?>("--output", "-o") { Description = "Write to this file, into this folder, or to stdout (-).", HelpName = "FILE" });
        _remoteName = Add(new Option<bool>("--remote-name", "-O") { Description = "Write to the name it has there, also when stdout is no terminal.", Arity = ArgumentArity.Zero });
        _continue = Add(new Option<bool>("--continue", "-c") { Description = "Go on where an earlier get broke off.", Arity = ArgumentArity.Zero });
        _force = Add(new Option<bool>("--force", "-f") { Description = "Replace a file that is here.", Arity = ArgumentArity.Zero });
        _timing = Add(TransferReport.TimingOption());
        _options.AddTo(Command);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var url = _options.Url(arguments, arguments.GetRequiredValue(_url));
        if (!url.IsHttp && url.Name.Length == 0)
        {
            throw new UserError(ExitCode.Usage, $"{url} is a folder", $"`{ProgramName.Current} mirror {url} DIR` gets folders.");
        }

        var target = Target(invocation, url);
        if (target is null && arguments.GetValue(_continue))
        {
            throw new UserError(ExitCode.Usage, "stdout cannot be continued", "-o FILE or -O writes to a file.");
        }

        using var report = new TransferReport(invocation, url, target is null ? null : Path.GetFileName(target), arguments.GetValue(_timing));
        var options = await _options.ReadAsync(invocation, url, report.Say);
        await using var engine = _options.OpenEngine(arguments);
        await using var file = target is null || PartFile.IsDevice(target) ? null : PartFile.Open(target, url.ToString(), arguments.GetValue(_force), arguments.GetValue(_continue));
        using var phases = report.ListensToHttp ? new HttpPhases(report.Timing) : null;
        try
        {
            await using var site = await new RemoteSites(engine, options).OpenAsync(url, report.Timing, invocation.Signals.Stop);
            var download = new FileDownload(site, options, report.Timing, report);
            var result = file is not null
                ? await download.ToFileAsync("", file, invocation.Signals.Stop)
                : await ToStreamAsync(download, invocation, target);
            report.Done("get", target is null ? "received" : result.WasThere ? $"{target} was complete" : $"saved {target}", target, result);
            return ExitCode.Done;
        }
        catch when (file is { Length: > 0 })
        {
            report.Say($"{ByteWords.Size(file.Length)} are kept in {PartFile.PartOf(target!)}; --continue goes on from there");
            throw;
        }
    }

    static async Task<TransferResult> ToStreamAsync(FileDownload download, Invocation invocation, string? target)
    {
        if (target is null)
        {
            return await download.ToStreamAsync("", bytes => invocation.Io.Output.WriteAsync(bytes), invocation.Signals.Stop);
        }

        await using var device = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return await download.ToStreamAsync("", bytes => device.WriteAsync(bytes), invocation.Signals.Stop);
    }

    /// <summary>The file to write, or null for stdout.</summary>
    string? Target(Invocation invocation, RemoteUrl url)
    {
        var arguments = invocation.Arguments;
        var output = arguments.GetValue(_output);
        var isJson = invocation.Report.Json != JsonMode.None;
        if (output == Standard || (output is null && !arguments.GetValue(_remoteName) && !invocation.Io.OutputIsTerminal && !isJson))
        {
            return isJson ? throw new UserError(ExitCode.Usage, "stdout is for JSON, and cannot have the file too", "-o FILE writes it to a file.") : null;
        }

        if (output is not null && !Directory.Exists(output) && !output.EndsWith('/'))
        {
            return output;
        }

        var name = url.Name.Length > 0 ? url.Name : "index.html";
        return SafeName.Problem(name, OperatingSystem.IsWindows()) is { } problem
            ? throw new UserError(ExitCode.BadAddress, $"'{Utf8Text.Shown(name)}' can be no file here: {problem}", "-o FILE gives it another name.")
            : Path.Combine(output ?? "", name);
    }
}
