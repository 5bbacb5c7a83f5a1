namespace Patchbay.Observation;

/// <summary>What a step did.</summary>
/// <param name="Call">The call as one would write it in C: <c>bind(12, 127.0.0.1:0)</c>; empty when none was made.</param>
/// <param name="Result">What it returned, in words.</param>
/// <param name="WouldBlock">It waits for something; <c>wait</c> waits for it.</param>
/// <param name="Errno">The error number; 0 for none.</param>
/// <param name="Glances">Every socket after it.</param>
public sealed record StepOutcome(string Call, string Result, bool WouldBlock, int Errno, IReadOnlyList<SocketGlance> Glances);
