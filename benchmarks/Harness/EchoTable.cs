using System.Globalization;
using System.Text;

namespace Patchbay.Benchmarks.Harness;

/// <summary>One cell as Markdown: medians, then what ours costs over each peer.</summary>
static class EchoTable
{
    public static string Make(Cell cell, IReadOnlyList<Series> all)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {cell.Name}: {cell.Title}").AppendLine();
        text.AppendLine("| server | CPU-µs/message | messages/s | p50 µs | p99 µs | p99.9 µs | server core | samples | / C | / Kestrel | / inline |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var series in all)
        {
            text.AppendLine(series.Counts ? Row(series, all) : $"| {series.Server} | discarded: {series.DiscardReason} | | | | | | | | | |");
        }

        return text.ToString();
    }

    static string Row(Series s, IReadOnlyList<Series> all)
    {
        return string.Create(CultureInfo.InvariantCulture,
            $"| {s.Server} | {s.Cost:0.000} | {s.Median(x => x.MessagesPerSecond):0} | {s.Median(x => x.P50):0} | {s.Median(x => x.P99):0} | {s.Median(x => x.P999):0} | {s.Median(x => x.ServerCoreBusy):P0} | {s.Kept} | {Ratio("c")} | {Ratio("kestrel")} | {Ratio("inline")} |");

        string Ratio(string family) => EchoGates.Ratio(all, s.Server, family) is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "";
    }
}
