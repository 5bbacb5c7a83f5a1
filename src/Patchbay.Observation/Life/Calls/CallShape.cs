namespace Patchbay.Observation;

/// <summary>A system call as its manual page has it.</summary>
/// <param name="Name">Its name in section 2 of the manual.</param>
/// <param name="Kind">What it means here.</param>
/// <param name="MayWait">It can wait for somebody else.</param>
/// <param name="Arguments">Its arguments in order.</param>
sealed record CallShape(string Name, CallKind Kind, bool MayWait, params IReadOnlyList<CallArgument> Arguments);
