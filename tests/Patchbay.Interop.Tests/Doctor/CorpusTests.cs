using System.Collections.Concurrent;
using System.Globalization;
using Patchbay.Observation;
using Xunit.Abstractions;

namespace Patchbay.Interop.Tests.Doctor;

/// <summary>The doctor on programs with one mistake each, and on programs with none. Nothing else runs beside them: the mistakes are about time.</summary>
[Collection(AloneCollection.Name)]
public sealed class CorpusTests(ITestOutputHelper output)
{
    const int AtOnce = 8;

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);
    static readonly string Corpus = Path.Combine(Repository.Root, "tests/Corpus");

    [NeedsFact("linux", "python3")]
    public async Task Each_small_mistake_gets_its_name()
    {
        List<string> programs = [.. Directory.EnumerateFiles(Corpus).Select(path => Path.GetFileName(path)).Where(static name => char.IsAsciiDigit(name[0]) && name is not ("03-reuse-port-server.py" or "10-dead-peer-client.py")).Order()];
        var ownNamespace = Needs.Missing(["root", "unshare", "nft", "ip"]) is null;
        programs.RemoveAll(name => name.StartsWith("10-") && !ownNamespace);
        var missed = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(programs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) =>
        {
            var rule = int.Parse(name[..2], CultureInfo.InvariantCulture);
            // Its peer dies by a rule of a firewall, in a network namespace of its own, where the doctor must be too.
            if (rule == 10)
            {
                await using var doctor = ChildProcess.Start("unshare", ["-n", PatchbayProcess.Path, "doctor", "--json", "--", "sh", Path.Combine(Corpus, name)], PatchbayProcess.Variables);
                if (await doctor.FinishAsync() != 99 || !doctor.Output.Contains("\"name\":\"dead-peer\""))
                {
                    missed.Add($"{name}: {doctor.Output} {doctor.Error}");
                }

                return;
            }

            var report = await WatchAsync($"exec {(name.EndsWith(".sh") ? "sh" : "python3")} {Path.Combine(Corpus, name)}");
            if (report.Findings.All(finding => finding.Rule.Number != rule))
            {
                missed.Add(Words(name, report));
            }
        });
        output.WriteLine($"{programs.Count - missed.Count} of {programs.Count} programs with a mistake were found out");
        Assert.True(missed.IsEmpty, string.Join('\n', missed));
        Assert.True(programs.Count >= 20);
        Assert.Empty(Enumerable.Range(1, 17).Except([ownNamespace ? 1 : 10, .. programs.Select(static name => int.Parse(name[..2], CultureInfo.InvariantCulture))]));
    }

    [NeedsFact("linux", "python3")]
    public async Task A_running_program_is_judged_by_what_it_had_before_and_runs_on()
    {
        await using var program = ChildProcess.Start("python3", [Path.Combine(Corpus, "12-one-client-server.py"), "60"]);
        await program.OutputHas(static text => text.Contains("ready"), "ready");
        var report = await DoctorWatch.RunAsync(new TraceRequest { Tracer = Tracer, ProcessId = program.Id }, TimeSpan.FromSeconds(3));
        Assert.Equal(12, Assert.Single(report.Findings).Rule.Number);
        Assert.Equal(TraceEnding.Detached, report.End?.How);
        Assert.True(Directory.Exists($"/proc/{program.Id}"));
    }

    [NeedsFact("linux", "python3")]
    public async Task Healthy_programs_are_left_in_peace()
    {
        var runs = HealthyRuns.All.Where(static run => Needs.Missing(run.Needs) is null).ToList();
        var accused = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (run, _) =>
        {
            var report = await WatchAsync(run.Script);
            if (report.Findings.Count > 0 || report.Looked.StartsWith("0 calls", StringComparison.Ordinal))
            {
                accused.Add(Words(run.Name, report));
            }
        });
        output.WriteLine($"{runs.Count - accused.Count} of {runs.Count} healthy runs stayed without a finding");
        Assert.True(accused.IsEmpty, string.Join('\n', accused));
        Assert.True(runs.Count >= 20, $"only {runs.Count} runs: the others' programs are not installed");
    }

    static IReadOnlyList<string> Tracer { get; } = [Path.Combine(PatchbayProcess.Variables["DOTNET_ROOT"]!, "dotnet"), Path.ChangeExtension(PatchbayProcess.Path, ".dll"), "life-tracer"];

    static async Task<DoctorReport> WatchAsync(string script)
    {
        using var folder = new TemporaryFolder();
        var root = PatchbayProcess.Variables["DOTNET_ROOT"]!;
        var variables = $"export PORT={FreePort.Take()} OTHER={FreePort.Take()} TMP={folder.Path} CORPUS={Corpus} PATCHBAY={PatchbayProcess.Path} DOTNET_ROOT={root} NO_COLOR=1; ";
        return await DoctorWatch.RunAsync(new TraceRequest
        {
            Tracer = Tracer,
            Command = ["sh", "-c", $"exec >/dev/null 2>&1 </dev/null; {variables}{script}"],
        }, Longest).WaitAsync(ChildProcess.Limit);
    }

    static string Words(string name, DoctorReport report) =>
        $"{name}: {string.Join("; ", report.Findings.Select(static finding => $"{finding.Rule.Number} {finding.Sign.Seen}").DefaultIfEmpty("nothing found"))} ({report.Looked}; not seen: {string.Join(", ", report.Unseen.DefaultIfEmpty("nothing"))})";
}
