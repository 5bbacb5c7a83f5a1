namespace Patchbay.Benchmarks.Harness;

/// <summary>The medians of a command that lists sockets.</summary>
/// <param name="Name">Which command.</param>
/// <param name="Cpu">Seconds of CPU time.</param>
/// <param name="Megabytes">Peak resident memory in MiB.</param>
sealed record SocketsResult(string Name, double Cpu, double Megabytes);
