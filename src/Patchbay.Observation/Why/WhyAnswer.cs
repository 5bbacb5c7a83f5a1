namespace Patchbay.Observation;

/// <summary>Why a connection works or does not, or why one can or cannot listen.</summary>
/// <param name="Target">The address asked about.</param>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Sentence">The verdict in words, one clause without a full stop.</param>
/// <param name="Advice">One sentence that helps; null when there is nothing to say.</param>
/// <param name="Next">The next command to try, without the program's name; null for none.</param>
/// <param name="Phases">The steps taken, the failing one last.</param>
/// <param name="Forecasts">Of a listening address: how binds would go.</param>
public sealed record WhyAnswer(
    string Target, WhyVerdict Verdict, string Sentence, string? Advice, string? Next, IReadOnlyList<WhyPhase> Phases, IReadOnlyList<BindForecast> Forecasts);
