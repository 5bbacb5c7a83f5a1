namespace Patchbay.Benchmarks.Harness;

/// <summary>Buffers of the C peers by cell, found by trying (benchmarks/README.md tells what was tried).</summary>
static class PeerTuning
{
    public static IReadOnlyList<string> Uring(Cell cell) => cell.IsStream ? ["64", "262144", "direct"] : ["1024", "4096", "direct"];

    public static IReadOnlyList<string> Epoll(Cell cell) => cell.IsStream ? ["262144"] : ["16384"];
}
