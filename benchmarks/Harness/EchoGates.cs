namespace Patchbay.Benchmarks.Harness;

/// <summary>The bounds of the echo bench: CPU-µs a message, ours over a peer's, in the same cell.</summary>
static class EchoGates
{
    public static IEnumerable<Gate> For(Cell cell, IReadOnlyList<Series> all)
    {
        var bounds = cell.IsStream ? StreamBounds : cell is { Bytes: 64, Connections: 64 or 1000 } ? MessageBounds : [];
        return from bound in bounds
               let ratio = Ratio(all, bound.Ours, bound.Peer)
               where ratio is not null || all.Any(series => series.Server == bound.Ours)
               select new Gate($"{cell.Name}: {bound.Ours} ≤ {bound.Limit:0.00} × {bound.Peer}", ratio, bound.Limit);
    }

    /// <summary>The cost over the cheapest of the family. Null when either did not run or was discarded.</summary>
    public static double? Ratio(IReadOnlyList<Series> all, string ours, string peerFamily)
    {
        var mine = all.FirstOrDefault(series => series.Server == ours && series.Counts);
        return mine is null ? null : all.Where(series => series.Family == peerFamily && series.Counts).Select(mine.CostOver).Max();
    }

    static readonly (string Ours, string Peer, double Limit)[] MessageBounds =
    [
        ("uring-pinned", "c", 1.15), ("uring-pinned", "kestrel", 0.55), ("uring-pinned", "inline", 0.80), ("uring", "kestrel", 1.00),
    ];

    static readonly (string Ours, string Peer, double Limit)[] StreamBounds = [("uring-pinned", "inline", 1.00)];
}
