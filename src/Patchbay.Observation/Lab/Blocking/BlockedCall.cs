namespace Patchbay.Observation;

/// <summary>A call that blocked, as it was seen.</summary>
/// <param name="Call">The call: <c>accept</c>.</param>
/// <param name="Situation">When it blocks.</param>
/// <param name="WaitsFor">What it waits for.</param>
/// <param name="Sleeping">The thread was seen asleep in the kernel.</param>
/// <param name="KernelFunction">Where in the kernel (/proc/PID/task/TID/wchan); null where that is not told.</param>
/// <param name="Seen">The sockets while it slept, in words.</param>
/// <param name="ReleasedBy">What ended the wait.</param>
/// <param name="Held">How long the experiment let it sleep before that.</param>
/// <param name="Blocked">How long the call took.</param>
/// <param name="Result">What it returned, in words.</param>
public sealed record BlockedCall(
    string Call, string Situation, string WaitsFor, bool Sleeping, string? KernelFunction, string Seen, string ReleasedBy, TimeSpan Held, TimeSpan Blocked, string Result);
