namespace Patchbay.Observation;

/// <summary>A line of a timeline: an event in words, and why it came about.</summary>
/// <param name="At">When it was over: of a call its return, of everything else the moment itself. Since the recording began.</param>
/// <param name="Took">How long it lasted; zero for moments.</param>
/// <param name="Socket">The socket's number; 0 for what is about none.</param>
/// <param name="Track">What kind of event.</param>
/// <param name="Words">What happened; empty for what is not worth a line: a name, a level that did not change.</param>
/// <param name="Because">Why, a clause without a full stop; null where there is nothing notable.</param>
/// <param name="Event">The event itself.</param>
public sealed record LifeEntry(TimeSpan At, TimeSpan Took, int Socket, LifeTrack Track, string Words, string? Because, LifeEvent Event);
