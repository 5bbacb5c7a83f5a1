using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>What <c>why</c> found, for people and for scripts.</summary>
static class WhyReport
{
    const string Indent = "                      ";

    /// <summary>A step with its details. Pure.</summary>
    public static IEnumerable<string> Lines(WhyPhase phase)
    {
        yield return $"{Word(phase.Kind),-12}{Duration.Format(phase.Took),8}  {phase.Text}";
        foreach (var detail in phase.Details)
        {
            yield return Indent + detail;
        }
    }

    /// <summary>The verdict, what helps, the next command.</summary>
    public static void Finish(Report report, WhyAnswer answer)
    {
        foreach (var forecast in answer.Forecasts)
        {
            foreach (var reason in BindWords.Reasons(forecast))
            {
                report.Line(Indent + reason);
            }
        }

        report.Line();
        report.Line(report.Bold($"{answer.Sentence}."));
        if (answer.Advice is { } advice)
        {
            report.Line(advice is [.., '.' or '?' or ')'] ? advice : $"{advice}.");
        }

        if (answer.Next is { } next)
        {
            report.Line($"Next: {ProgramName.Current} {next}");
        }

        report.Document("why", new WhyData(answer.Target, Word(answer.Verdict), (int)CodeOf(answer.Verdict), answer.Sentence, answer.Advice, answer.Next, [.. answer.Phases.Select(Data)]), ProgramJson.Default.JsonEnvelopeWhyData);
    }

    public static WhyPhaseData Data(WhyPhase phase) => new(Word(phase.Kind), phase.Took.TotalMilliseconds, phase.Passed, phase.Text, phase.Details);

    public static ExitCode CodeOf(WhyVerdict verdict) => verdict switch
    {
        WhyVerdict.Open or WhyVerdict.CanBind => ExitCode.Done,
        WhyVerdict.NameNotResolved => ExitCode.NameNotResolved,
        WhyVerdict.Refused or WhyVerdict.NetworkUnreachable or WhyVerdict.HostUnreachable or WhyVerdict.Prohibited => ExitCode.CannotConnect,
        WhyVerdict.Filtered or WhyVerdict.BacklogFull or WhyVerdict.NotAccepted => ExitCode.TimedOut,
        WhyVerdict.ResetAfterAccept => ExitCode.ReceiveFailed,
        WhyVerdict.ClosedAfterAccept => ExitCode.EmptyAnswer,
        WhyVerdict.TlsFailed => ExitCode.TlsFailed,
        WhyVerdict.CertificateRejected => ExitCode.Certificate,
        WhyVerdict.UpgradeRefused => ExitCode.HttpRefused,
        WhyVerdict.BindDenied => ExitCode.Permission,
        WhyVerdict.AddressInUse or WhyVerdict.AddressNotHere or WhyVerdict.NoLocalAddress => ExitCode.BindFailed,
        _ => ExitCode.Other,
    };

    static string Word(WhyPhaseKind kind) => kind switch
    {
        WhyPhaseKind.Tls => "TLS",
        WhyPhaseKind.FirstBytes => "first bytes",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary><c>reset-after-accept</c>.</summary>
    internal static string Word(WhyVerdict verdict) =>
        string.Concat(verdict.ToString().Select(static (letter, at) => at > 0 && char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
