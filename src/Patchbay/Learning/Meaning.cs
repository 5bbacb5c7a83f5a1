using Patchbay.Observation;

namespace Patchbay;

/// <summary>One thing that a word or number means, ready to be shown.</summary>
/// <param name="Kind"><c>term</c>, <c>state</c>, <c>errno</c>, <c>signal</c>, <c>port</c>, <c>exit code</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Ask">The words that ask for this meaning alone.</param>
sealed record Meaning(string Kind, string Name, string Summary, string Ask)
{
    public int? Number { get; init; }

    public IReadOnlyList<(string Heading, string Text)> Sections { get; init; } = [];

    public IReadOnlyList<string> See { get; init; } = [];

    /// <summary>Asks this machine.</summary>
    public Func<IReadOnlyList<string>> Now { get; init; } = static () => [];

    public static Meaning Of(GlossaryEntry entry) => new(KindOf(entry.Group), entry.Name, entry.Summary, Word(entry.Name))
    {
        Number = entry.Number,
        Sections = entry.Sections,
        See = entry.See,
        Now = () => [.. entry.Now.SelectMany(LiveFacts.Ask)],
    };

    /// <summary>As one word of a shell.</summary>
    static string Word(string name) => name.EndsWith("()", StringComparison.Ordinal) ? $"'{name}'" : name.Replace(' ', '-');

    static string KindOf(GlossaryGroup group) => group switch
    {
        GlossaryGroup.States => "state",
        GlossaryGroup.Errors => "errno",
        GlossaryGroup.Signals => "signal",
        GlossaryGroup.Analogies => "analogy",
        _ => "term",
    };
}
