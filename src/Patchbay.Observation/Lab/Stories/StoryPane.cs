namespace Patchbay.Observation;

/// <summary>One machine of a story at one moment.</summary>
/// <param name="Title">Its letter and address.</param>
/// <param name="Calls">What its program has just called, with the results; empty for nothing.</param>
/// <param name="Sockets">Its sockets, as the kernel shows them.</param>
public sealed record StoryPane(string Title, IReadOnlyList<string> Calls, IReadOnlyList<SocketGlance> Sockets);
