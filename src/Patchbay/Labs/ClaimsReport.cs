using System.Text.Json;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>lab claims</c>: statements with verdict and evidence.</summary>
static class ClaimsReport
{
    public static ExitCode Run(Invocation invocation, string? name)
    {
        var claims = name is null ? ClaimList.All : [Find(name)];
        using var json = invocation.Report.Json == JsonMode.None ? null : new JsonRows(invocation.Io.Output, "claims", "claim", invocation.Report.Json == JsonMode.Lines);
        var failed = 0;
        foreach (var claim in claims)
        {
            invocation.Signals.Stop.ThrowIfCancellationRequested();
            var (result, failure) = Try(claim);
            failed += failure is null ? 0 : 1;
            if (json is null)
            {
                if (claim != claims[0])
                {
                    invocation.Report.Line();
                }

                WriteText(invocation.Report, claim, result, failure);
            }
            else
            {
                json.Row(writer => WriteJson(writer, claim, result, failure));
                json.Flush();
            }
        }

        json?.Finish();
        if (failed > 0)
        {
            invocation.Report.Say($"{failed} of {claims.Count} experiments could not be done");
        }

        return failed == 0 ? ExitCode.Done : ExitCode.Other;
    }

    static Claim Find(string name) => ClaimList.All.FirstOrDefault(claim => claim.Name == name) ?? throw new UserError(
        ExitCode.Usage, $"there is no claim '{name}'",
        Suggestion.For(name, ClaimList.All.Select(static claim => claim.Name)) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", ClaimList.All.Select(static claim => claim.Name))}.");

    static (ClaimResult? Result, ObservationException? Failure) Try(Claim claim)
    {
        try
        {
            return (claim.Run(), null);
        }
        catch (ObservationException error) when (error.Failure != ObservationFailure.Unsupported)
        {
            return (null, error);
        }
    }

    static void WriteText(Report report, Claim claim, ClaimResult? result, ObservationException? failure)
    {
        report.Line($"{report.Bold($"\"{claim.Statement}\"")}  ({claim.Name})");
        if (result is null)
        {
            report.Line($"  could not be tried: {failure!.Message}");
            return;
        }

        foreach (var line in WrappedText.Paragraph(result.Because, 14, $"  {result.Verdict.ToString().ToUpperInvariant()}"))
        {
            report.Line(line);
        }

        foreach (var (what, found) in result.Evidence)
        {
            foreach (var line in WrappedText.Paragraph($"{what}: {found}", 4, "  -"))
            {
                report.Line(line);
            }
        }
    }

    static void WriteJson(Utf8JsonWriter json, Claim claim, ClaimResult? result, ObservationException? failure)
    {
        json.WriteString("name", claim.Name);
        json.WriteString("statement", claim.Statement);
        if (result is null)
        {
            json.WriteString("failure", failure!.Message);
            return;
        }

        json.WriteString("verdict", result.Verdict.ToString().ToLowerInvariant());
        json.WriteString("because", result.Because);
        json.WriteStartArray("evidence");
        foreach (var (what, found) in result.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("what", what);
            json.WriteString("found", found);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
