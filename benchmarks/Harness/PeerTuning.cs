namespace Patchbay.Benchmarks.Harness;

/// <summary>Buffers of the C peers by cell, found by trying (benchmarks/README.md tells what was tried).</summary>
static class PeerTuning
{
    public static IReadOnlyList<string> Uring(Cell cell) => cell switch
    {
        { IsStream: true } => ["16", "524288", "ring"],
        { Connections: 1 } => ["1024", "4096", "direct"],
        _ => ["1024", "4096", "ring"],
    };

    public static IReadOnlyList<string> Epoll(Cell cell) => cell.IsStream ? ["262144"] : ["16384"];
}
