using System.CommandLine;
using Patchbay.Services.Transfer;

namespace Patchbay;

/// <summary><c>put FILE URL</c>: a file to a web or FTP server.</summary>
sealed class PutCommand : Verb
{
    const string Standard = "-";

    readonly Argument<string> _file, _url;
    readonly Option<bool> _continue, _timing;
    readonly TransferVerbOptions _options = new();

    public PutCommand() : base("put", "send a file to a web or FTP server", VerbGroup.Plug,
        "put report.pdf http://127.0.0.1:8080/inbox/  under its own name",
        "put -c big.iso ftp://files.example/big.iso  go on where it broke off",
        "put - http://127.0.0.1:8080/src.tar < src.tar  what comes on stdin",
        "put --user ann report.pdf ftps://files.example/report.pdf  FTP with TLS from the first byte")
    {
        _file = AddArgument(new Argument<string>("file") { HelpName = "FILE", Description = "What to send; - is stdin." });
        _url = AddArgument(new Argument<string>("url") { HelpName = "URL", Description = "Where to: http://, https:// (PUT), ftp://, ftps://, ftpes://. A folder ends with a slash. A file that is there is replaced." });
        _continue = Add(new Option<bool>("--continue", "-c") { Description = "Send only what the server has not yet of an earlier put.", Arity = ArgumentArity.Zero });
        _timing = Add(TransferReport.TimingOption());
        _options.AddTo(Command);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var (path, text) = (arguments.GetRequiredValue(_file), arguments.GetRequiredValue(_url));
        if (RemoteUrl.IsUrl(path) && !RemoteUrl.IsUrl(text))
        {
            throw new UserError(ExitCode.Usage, "put takes the file first and then the URL", $"`{ProgramName.Current} get {path}` is the other direction.");
        }

        var isStandard = path == Standard;
        var url = _options.Url(arguments, text);
        if (isStandard && arguments.GetValue(_continue))
        {
            throw new UserError(ExitCode.Usage, "stdin cannot be continued", "Write it to a file first.");
        }

        if (url.IsFolder)
        {
            url = isStandard ? throw new UserError(ExitCode.Usage, $"{url} is a folder, and stdin has no name", "Add a name to the URL.") : url.Child(Path.GetFileName(path));
        }

        using var report = new TransferReport(invocation, url, isStandard ? null : Path.GetFileName(path), arguments.GetValue(_timing));
        await using var content = isStandard ? null : LocalFile.OpenRead(path);
        var options = await _options.ReadAsync(invocation, url, report.Say);
        await using var engine = _options.OpenEngine(arguments);
        using var phases = report.ListensToHttp ? new HttpPhases(report.Timing) : null;
        await using var site = await new RemoteSites(engine, options).OpenAsync(url, report.Timing, invocation.Signals.Stop);
        var upload = new FileUpload(site, options, report.Timing, report);
        var result = content is null
            ? await upload.FromStreamAsync("", invocation.Io.Input, invocation.Signals.Stop)
            : await upload.FromFileAsync("", content, arguments.GetValue(_continue), invocation.Signals.Stop);
        report.Done("put", result.WasThere ? $"{url} was complete" : $"sent {url}", isStandard ? null : path, result);
        return ExitCode.Done;
    }
}
