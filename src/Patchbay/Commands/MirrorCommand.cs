using System.CommandLine;
using Patchbay.Services.Transfer;

namespace Patchbay;

/// <summary><c>mirror SOURCE DEST</c>: one folder made like another, one of them on a server.</summary>
sealed class MirrorCommand : Verb
{
    const int DefaultParallel = 2;
    const int MostParallel = 16;

    readonly Argument<string> _source, _destination;
    readonly Option<bool> _delete, _yes, _dryRun;
    readonly Option<int?> _parallel;
    readonly TransferVerbOptions _options = new();

    public MirrorCommand() : base("mirror", "make a folder like another, one of them on a server", VerbGroup.Plug,
        "mirror ftp://files.example/pub/docs docs  get what is new there",
        "mirror site http://127.0.0.1:8080/site/  send what is new here",
        "mirror --dry-run --delete docs ftp://files.example/docs  what would be done",
        "mirror --parallel 4 --user ann ftpes://files.example/photos photos  four files at a time")
    {
        _source = AddArgument(new Argument<string>("source") { HelpName = "SOURCE", Description = "A folder here, or the URL of one." });
        _destination = AddArgument(new Argument<string>("dest") { HelpName = "DEST", Description = "The other: it gets what is in SOURCE." });
        _delete = Add(new Option<bool>("--delete") { Description = "Remove what only DEST has; asks first.", Arity = ArgumentArity.Zero });
        _yes = Add(new Option<bool>("--yes", "-y") { Description = "Do not ask.", Arity = ArgumentArity.Zero });
        _dryRun = Add(new Option<bool>("--dry-run", "-n") { Description = "Only tell what would be done.", Arity = ArgumentArity.Zero });
        _parallel = Add(new Option<int?>("--parallel", "-P") { Description = $"Files at a time, 1 to {MostParallel} (default {DefaultParallel}).", HelpName = "N" });
        _options.AddTo(Command);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var (source, destination) = (arguments.GetRequiredValue(_source), arguments.GetRequiredValue(_destination));
        var isDownload = RemoteUrl.IsUrl(source);
        if (isDownload == RemoteUrl.IsUrl(destination))
        {
            throw new UserError(ExitCode.Usage, isDownload ? "both are URLs" : "neither is a URL", "One of them is a folder here, the other one on a server: ftp://HOST/FOLDER, http://HOST/FOLDER/.");
        }

        var parallel = arguments.GetValue(_parallel) ?? DefaultParallel;
        if (parallel is < 1 or > MostParallel)
        {
            throw new UserError(ExitCode.Usage, $"--parallel is 1 to {MostParallel}", "Servers let one client in only so often.");
        }

        var url = _options.Url(arguments, isDownload ? source : destination);
        var folder = isDownload ? destination : source;
        if (!isDownload && !Directory.Exists(folder))
        {
            throw new TransferException(TransferFailure.CannotRead, $"'{folder}' is no folder here", "`put` sends a single file.");
        }

        if (url is { IsTls: true, IsHttp: false } && parallel > 1)
        {
            // SslStream keeps one TLS session a host, and an FTP server wants that of its own control connection: sessions side by side would take one another's.
            parallel = 1;
        }

        using var report = new MirrorReport(invocation, source, destination, arguments.GetValue(_dryRun));
        var options = await _options.ReadAsync(invocation, url, report.Say);
        await using var engine = _options.OpenEngine(arguments);
        var sites = new RemoteSites(engine, options);
        await using var pool = new SitePool(parallel, token => sites.OpenAsync(url, new TransferTiming(options.TimeProvider), token));
        var run = new MirrorRun(pool, new LocalTree(folder), isDownload, url, options);
        var (plan, tree) = await run.PlanAsync(arguments.GetValue(_delete), invocation.Signals.Stop);
        report.Planned(plan, tree);
        if (arguments.GetValue(_dryRun))
        {
            return report.Ended(plan, tree, null);
        }

        if (plan.Removals > 0 && !arguments.GetValue(_yes))
        {
            Confirm(invocation, plan, destination);
        }

        return report.Ended(plan, tree, await run.RunAsync(plan, report, invocation.Signals.Stop));
    }

    static void Confirm(Invocation invocation, MirrorPlan plan, string destination)
    {
        if (!invocation.Io.InputIsTerminal || !invocation.Io.ErrorIsTerminal)
        {
            throw new UserError(ExitCode.Usage, $"--delete would remove {plan.Removals} files and folders of {destination}, and nobody can be asked", "--dry-run tells which; --yes removes them.");
        }

        foreach (var step in plan.Steps.Where(static step => step.Action is MirrorAction.RemoveFile or MirrorAction.RemoveFolder).Take(10))
        {
            invocation.Io.Error.Write($"remove {Utf8Text.Shown(step.Item.Path)}\n");
        }

        invocation.Io.Error.Write($"Remove {plan.Removals} files and folders of {destination}? [y/N] ");
        if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new UserError(ExitCode.Other, "nothing was changed", "Without --delete nothing is removed.");
        }
    }
}
