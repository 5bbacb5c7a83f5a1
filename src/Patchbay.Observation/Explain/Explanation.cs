namespace Patchbay.Observation;

/// <summary>What a word or number means: entries of the glossary, a port, or several of them.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Entries">Entries of the glossary.</param>
/// <param name="Port">The port, when it can be one.</param>
/// <param name="Uses">What the port is for; empty for none known.</param>
public sealed record Explanation(ExplainQuery Query, IReadOnlyList<GlossaryEntry> Entries, int? Port, IReadOnlyList<PortUse> Uses)
{
    const int HighestPort = 65535;

    /// <summary>Nothing is known by that name.</summary>
    public bool IsEmpty => Entries.Count == 0 && Port is null && Uses.Count == 0;

    /// <summary>Looks a query up.</summary>
    public static Explanation Of(ExplainQuery query, Glossary glossary)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(glossary);
        if (query.Number is not { } number)
        {
            var uses = KnownPorts.Named(query.Text);
            return new(query, glossary.Find(query.Text), uses is [var one, ..] ? one.Port : null, uses);
        }

        var entries = new List<GlossaryEntry>();
        if (query.Kind is ExplainKind.Any or ExplainKind.Errno)
        {
            entries.AddRange(glossary.WithNumber(GlossaryGroup.Errors, number));
        }

        if (query.Kind is ExplainKind.Any or ExplainKind.Signal)
        {
            entries.AddRange(glossary.WithNumber(GlossaryGroup.Signals, number));
        }

        var isPort = query.Kind is ExplainKind.Any or ExplainKind.Port && number <= HighestPort;
        return new(query, entries, isPort ? number : null, isPort ? KnownPorts.Of(number) : []);
    }

    /// <summary>The known name nearest to one that is not known; null when none is near.</summary>
    public static string? Nearest(string text, Glossary glossary)
    {
        ArgumentNullException.ThrowIfNull(glossary);
        return glossary.Nearest(text) ?? Patchbay.Sockets.Suggestion.For(text, KnownPorts.Names);
    }
}
