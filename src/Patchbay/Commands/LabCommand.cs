using System.CommandLine;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>lab</c>: experiments on real sockets of this machine's loopback.</summary>
sealed class LabCommand : Verb
{
    const string TwoPcs = "two-pcs", Step = "step", Blocking = "blocking", TcpVsUdp = "tcp-vs-udp", Claims = "claims";

    static readonly (string Name, string What)[] Experiments =
    [
        (TwoPcs, "A listens, B connects, A accepts, C comes: both sides step by step"),
        (Step, "one call at a time, by hand or from a script, with every socket's state after it"),
        (Blocking, "which call blocks, on what, how long; what the second client sees of each server model"),
        (TcpVsUdp, "the same bytes by TCP and UDP, with loss, repeats and reordering"),
        (Claims, "well-known statements about sockets, tried: verdict and evidence"),
    ];

    readonly Argument<string?> _experiment;
    readonly Argument<string?> _subject;
    readonly Option<bool> _noWait;
    readonly Option<int?> _seed;
    readonly Option<int?> _loss;

    public LabCommand() : base("lab", "experiments with real sockets: see for yourself", VerbGroup.Learn,
        "lab two-pcs  A listens, B connects, A accepts, C comes",
        "lab step  socket, bind, listen … one call at a time",
        "lab step script.txt  the same from a script",
        "lab blocking  which calls wait, and for what",
        "lab tcp-vs-udp --seed 7  the same bytes by both, with loss",
        "lab claims  twelve statements about sockets, tried",
        "lab claims one-port  one of them")
    {
        _experiment = AddArgument(new Argument<string?>("experiment") { HelpName = "EXPERIMENT", Description = $"{string.Join(", ", Experiments.Select(static one => one.Name))}; none lists them.", Arity = ArgumentArity.ZeroOrOne });
        _experiment.CompletionSources.Add([.. Experiments.Select(static one => one.Name)]);
        _subject = AddArgument(new Argument<string?>("subject") { HelpName = "SUBJECT", Description = "Of claims, one of them; of step, a script.", Arity = ArgumentArity.ZeroOrOne });
        _noWait = Add(new Option<bool>("--no-wait") { Description = "two-pcs: do not wait for Enter.", Arity = ArgumentArity.Zero });
        _seed = Add(new Option<int?>("--seed") { Description = "tcp-vs-udp: what is drawn; the same seed, the same fate (default 1).", HelpName = "N" });
        _loss = Add(new Option<int?>("--loss") { Description = "tcp-vs-udp: percent that is lost, 0 to 50 (default 10).", HelpName = "N" });
    }

    /// <summary>What may stand behind an experiment.</summary>
    public static IEnumerable<Candidate> Subjects(IReadOnlyList<string> given, string typed) => given switch
    {
        [Claims] => ClaimList.All.Select(static claim => new Candidate(claim.Name, claim.Statement)),
        [Step] => PathCandidates.For(typed),
        _ => [],
    };

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        try
        {
            return await RunOpenAsync(invocation);
        }
        catch (IOException error) when (ReaderLeft.Is(error))
        {
            return ExitCode.Done;
        }
    }

    async Task<ExitCode> RunOpenAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var (experiment, subject) = (arguments.GetValue(_experiment), arguments.GetValue(_subject));
        if (subject is not null && experiment is not (Claims or Step))
        {
            throw new UserError(ExitCode.Usage, $"lab {experiment} takes no '{subject}'", "Only claims (one of them) and step (a script) take a word more.");
        }

        switch (experiment)
        {
            case null:
                List(invocation);
                return ExitCode.Done;
            case TwoPcs:
                return await TwoPcsReport.RunAsync(invocation, waits: invocation.Io is { InputIsTerminal: true, OutputIsTerminal: true } && !arguments.GetValue(_noWait));
            case Step:
                return await StepSession.RunAsync(invocation, subject);
            case Blocking:
                return await BlockingReport.RunAsync(invocation);
            case TcpVsUdp:
                return TcpVersusUdpReport.Run(invocation, new Impairment(arguments.GetValue(_seed) ?? 1, Loss(arguments.GetValue(_loss))));
            case Claims:
                return ClaimsReport.Run(invocation, subject);
            default:
                var names = Experiments.Select(static one => one.Name).ToList();
                throw new UserError(ExitCode.Usage, $"there is no experiment '{experiment}'", Suggestion.For(experiment, names) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", names)}.");
        }
    }

    static int Loss(int? percent) => percent switch
    {
        null => 10,
        >= 0 and <= 50 => percent.Value,
        _ => throw new UserError(ExitCode.Usage, $"--loss {percent} is out of range", "It goes from 0 to 50 percent."),
    };

    static void List(Invocation invocation)
    {
        if (invocation.Report.Json != JsonMode.None)
        {
            using var json = new JsonRows(invocation.Io.Output, "experiments", "experiment", invocation.Report.Json == JsonMode.Lines);
            foreach (var (name, what) in Experiments)
            {
                json.Row(writer =>
                {
                    writer.WriteString("name", name);
                    writer.WriteString("what", what);
                });
            }

            json.Finish();
            return;
        }

        var report = invocation.Report;
        report.Line("Experiments on real sockets of this machine's loopback:");
        foreach (var (name, what) in Experiments)
        {
            report.Line($"  {report.Bold($"{ProgramName.Current} lab {name,-11}")}  {what}");
        }
    }
}
