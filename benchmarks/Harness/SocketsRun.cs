namespace Patchbay.Benchmarks.Harness;

/// <summary>One run of a command that lists sockets, as sockets_cpu.py prints it.</summary>
/// <param name="Name">Which command.</param>
/// <param name="Cpu">Seconds of CPU time.</param>
/// <param name="PeakKib">Peak resident memory.</param>
/// <param name="Lines">Sockets it listed, a heading or two besides.</param>
/// <param name="Status">As wait(2) has it.</param>
sealed record SocketsRun(string Name, double Cpu, long PeakKib, int Lines, int Status);
