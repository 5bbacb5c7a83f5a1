using System.CommandLine;

namespace Patchbay;

/// <summary><c>scan TARGETS</c>: which hosts are there, which of their ports are open, and what speaks there. <c>scan diff A B</c>: what changed between two results.</summary>
sealed class ScanCommand : Verb
{
    const string Diff = "diff";

    readonly Argument<string[]> _targets;
    readonly ScanOptions _options = new();

    public ScanCommand() : base("scan", "find hosts, their open ports and what speaks there", VerbGroup.Ask,
        "scan localhost  the 1,000 likeliest ports; who listens is named, as it is this machine",
        "scan 10.0.0.0/24 -p 22,80,443  a network; private addresses need no permission",
        "scan 10.0.0.1-20 db:5432,6432 [::1]:80  ranges, and hosts with ports of their own",
        "scan 10.0.0.7 -p - --state night.state  every port; goes on from where it was killed",
        "scan 10.0.0.7 --services  with banners, titles, certificates",
        "scan 10.0.0.7 --method udp --top 20  over UDP",
        "scan web --expect 22,443  exit 99 when other ports are open, for CI",
        "scan 10.0.0.0/24 --dry-run  what it would send, and how long it would take",
        "scan 10.0.0.0/24 --json >monday.json  for programs, and to compare with later",
        "scan diff monday.json friday.json  what changed; exit 1 when something did")
    {
        _targets = AddArgument(new Argument<string[]>("target")
        {
            HelpName = "TARGET",
            Description = "HOST, 10.0.0.0/24, 10.0.0.1-20, HOST:PORT[,PORT], [IPV6]:PORT; or diff A B with two results.",
            Arity = ArgumentArity.ZeroOrMore,
        });
        foreach (var option in _options.All)
        {
            Add(option);
        }
    }

    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        var targets = invocation.Arguments.GetValue(_targets) ?? [];
        if (targets is [Diff, ..])
        {
            return Task.FromResult(targets is [_, var before, var after]
                ? ScanDiffReport.Write(invocation, before, after)
                : throw new UserError(ExitCode.Usage, "scan diff compares two results", $"For example: {ProgramName.Current} scan diff monday.json friday.json. A host of that name is written 'diff.'."));
        }

        return ReaderLeft.MayEndAsync(new ScanSession(invocation, _options.Read(invocation.Arguments, targets, invocation.Io.Input)).RunAsync());
    }
}
