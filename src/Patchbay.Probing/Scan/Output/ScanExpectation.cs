using System.Collections.Immutable;
using System.Globalization;

namespace Patchbay.Probing;

/// <summary>Whether exactly the expected ports are open, on every host. Pure.</summary>
public static class ScanExpectation
{
    /// <summary>What differs, a sentence each; nothing when reality is as expected.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="expected">The ports that are to be open, and no others.</param>
    public static IReadOnlyList<string> Misses(ScanReport report, ImmutableArray<ushort> expected)
    {
        ArgumentNullException.ThrowIfNull(report);
        List<string> misses = [];
        foreach (var host in report.Hosts)
        {
            var title = OutputText.Clean(host.Title);
            if (host.IsUp != true && host.Count == 0)
            {
                if (!expected.IsEmpty)
                {
                    misses.Add($"{title}: {PortList.Format(expected)} expected open, and the host is {(host.IsUp == false ? "down" : "not known to be up")} ({ScanWords.Of(host.Reason)})");
                }

                continue;
            }

            Dictionary<ushort, (PortState State, ProbeReason Reason)> found = [];
            foreach (var (port, state, reason) in host.Every())
            {
                found[port] = (state, reason);
            }

            foreach (var port in expected)
            {
                if (!found.TryGetValue(port, out var actual))
                {
                    misses.Add(string.Create(CultureInfo.InvariantCulture, $"{title}: {port} expected open, and was not asked to the end"));
                }
                else if (actual.State != PortState.Open)
                {
                    misses.Add(string.Create(CultureInfo.InvariantCulture, $"{title}: {port} expected open, and is {ScanWords.Of(actual.State)} ({ScanWords.Of(actual.Reason)})"));
                }
            }

            misses.AddRange(host.Ports.Where(port => port.State == PortState.Open && !expected.Contains(port.Port)).Select(port =>
                string.Create(CultureInfo.InvariantCulture, $"{title}: {port.Port} is open, and not expected{(ScanTable.Details(port) is { Length: > 0 } details ? $": {details}" : "")}")));
        }

        return misses;
    }
}
