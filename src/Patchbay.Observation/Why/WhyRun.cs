using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>One question while it is being answered: collects the steps.</summary>
sealed class WhyRun(Address address, WhyOptions options)
{
    readonly List<WhyPhase> _phases = [];

    public Address Address => address;

    public WhyOptions Options => options;

    /// <summary>Notes a step and tells whoever listens.</summary>
    public void Tell(WhyPhaseKind kind, TimeSpan took, bool passed, string text, params IReadOnlyList<string> details)
    {
        var phase = new WhyPhase(kind, took, passed, text, details);
        _phases.Add(phase);
        options.Told?.Invoke(phase);
    }

    public WhyAnswer End(WhyVerdict verdict, string sentence, string? advice = null, string? next = null, IReadOnlyList<BindForecast>? forecasts = null) =>
        new(address.ToString(), verdict, sentence.TrimEnd('.'), string.IsNullOrEmpty(advice) ? null : advice, next, _phases, forecasts ?? []);
}
