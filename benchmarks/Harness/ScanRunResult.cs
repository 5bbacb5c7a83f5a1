namespace Patchbay.Benchmarks.Harness;

/// <summary>One run of a scanner, as benchmarks/load/scan_runs.py tells it.</summary>
sealed record ScanRunResult(string Cell, string Name, double Wall, double Cpu, int Status, long Packets);
