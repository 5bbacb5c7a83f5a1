namespace Patchbay.Observation;

/// <summary>How many descriptors a process has open, and may have.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Name">Its name (comm).</param>
/// <param name="Open">Descriptors open.</param>
/// <param name="Limit">RLIMIT_NOFILE, the soft one.</param>
/// <param name="Parent">The process that started it.</param>
public sealed record DescriptorUse(int ProcessId, string Name, int Open, long Limit, int Parent);
