namespace Patchbay.Observation;

/// <summary>Something that could not be seen, said rather than guessed: a source that is refused, a foreign ring's calls, events that were lost.</summary>
public sealed record UnseenEvent : LifeEvent
{
    /// <summary>The source that is missing or incomplete.</summary>
    public required LifeSource Source { get; init; }

    /// <summary>What is not seen, and why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What would show it: a right, a command; null when nothing would.</summary>
    public string? Hint { get; init; }
}
