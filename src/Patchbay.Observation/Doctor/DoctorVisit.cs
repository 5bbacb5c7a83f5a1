using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Looks at this host twice and judges it. Thread-safe.</summary>
public static class DoctorVisit
{
    /// <summary>Looks, waits, looks again.</summary>
    /// <param name="between">Time between the two looks. At least 100 ms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ObservationException">The table of sockets cannot be read.</exception>
    public static async Task<DoctorReport> LookAsync(TimeSpan between, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(between, TimeSpan.FromMilliseconds(100));
        var first = HostReader.Read();
        await Task.Delay(between, cancellationToken);
        var second = HostReader.Read(out var missing);
        var view = new HostView(first, second, EphemeralRange.Read());
        return new(Ordered(DoctorRules.Judge(view)), missing,
            $"{Plural.Of(second.Rows.Count, "TCP and UDP socket")} of {Plural.Of(second.Processes.Count, "process").Replace("processs", "processes", StringComparison.Ordinal)}, twice within {Duration.Format(view.Between)}, by {Plural.Of(DoctorRules.All.Count(static rule => rule.OnHost is not null), "rule")}");
    }

    internal static IReadOnlyList<Finding> Ordered(IEnumerable<Finding> findings) => [.. findings.OrderBy(static finding => finding.Rule.Number)];
}
