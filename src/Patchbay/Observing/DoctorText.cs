using Patchbay.Observation;

namespace Patchbay;

/// <summary>What the doctor found, for people and for scripts. Pure but for the report it speaks to.</summary>
static class DoctorText
{
    /// <summary>Tells it; 99 when something was found.</summary>
    public static ExitCode Write(Report report, DoctorReport found)
    {
        foreach (var line in Lines(found))
        {
            report.Line(line);
        }

        foreach (var one in found.Unseen)
        {
            report.Say($"not seen: {one}");
        }

        report.Document("doctor", Data(found), ProgramJson.Default.JsonEnvelopeDoctorData);
        return found.Findings.Count == 0 ? ExitCode.Done : ExitCode.Expectation;
    }

    /// <summary>A paragraph a rule, with a line for each place it was seen at.</summary>
    public static IEnumerable<string> Lines(DoctorReport found)
    {
        const int MostSigns = 5;
        foreach (var rule in found.Findings.GroupBy(static finding => finding.Rule))
        {
            yield return $"{rule.Key.Number,2}  {rule.Key.Title}";
            foreach (var finding in rule.Take(MostSigns))
            {
                yield return $"    seen   {finding.Sign.Seen}";
            }

            if (rule.Count() > MostSigns)
            {
                yield return $"           and {rule.Count() - MostSigns} more";
            }

            yield return $"    why    {rule.Key.Why}";
            yield return $"    mend   {rule.Key.Mend}";
            yield return $"    more   {rule.Key.Link}";
            yield return "";
        }

        var pitfalls = found.Findings.Select(static finding => finding.Rule).Distinct().Count();
        yield return $"{(pitfalls == 0 ? "Nothing found" : pitfalls == 1 ? "1 pitfall found" : $"{pitfalls} pitfalls found")}: looked at {found.Looked}.";
    }

    static DoctorData Data(DoctorReport found) => new(
        [.. found.Findings.Select(static finding => new DoctorFindingData(
            finding.Rule.Number, finding.Rule.Name, finding.Rule.Title, finding.Sign.Seen, finding.Sign.ProcessId == 0 ? null : finding.Sign.ProcessId, finding.Rule.Why, finding.Rule.Mend, finding.Rule.Link))],
        found.Looked, found.Unseen);
}
