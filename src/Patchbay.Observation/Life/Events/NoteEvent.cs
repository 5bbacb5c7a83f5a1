namespace Patchbay.Observation;

/// <summary>What a service says in its protocol's words, and steps of sockets that only their own program knows of.</summary>
public sealed record NoteEvent : LifeEvent
{
    /// <summary>Who says it: a service's name, or the engine.</summary>
    public required string Speaker { get; init; }

    /// <summary>The words.</summary>
    public required string Text { get; init; }
}
