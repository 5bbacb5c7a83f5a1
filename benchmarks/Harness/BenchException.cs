namespace Patchbay.Benchmarks.Harness;

/// <summary>The bench cannot go on; the message says why in words for the person who started it.</summary>
sealed class BenchException(string message) : Exception(message);
