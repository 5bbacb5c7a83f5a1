namespace Patchbay.Observation;

/// <summary>Something a rule has seen.</summary>
/// <param name="Seen">In words, with figures; one clause.</param>
/// <param name="ProcessId">The process that does it; 0 when that is not known.</param>
/// <param name="Subject">Tells it from the next of its kind: a socket, a port. Of two signs with one subject the later stands.</param>
public readonly record struct Sign(string Seen, int ProcessId, string Subject);
