namespace Patchbay.Probing;

/// <summary>Parts of a plan that are asked one after the other, so that its size does not become memory. Pure.</summary>
internal static class ScanWaves
{
    /// <summary>Probes of one wave, about: a host is not split.</summary>
    public const int Probes = 1 << 20;

    /// <summary>The most hosts of one wave.</summary>
    public const int Hosts = 1 << 16;

    /// <summary>Runs of hosts: the first, and one past the last. Hosts without ports belong to some wave too.</summary>
    /// <param name="plan">The whole.</param>
    /// <param name="most">Probes of one wave, about.</param>
    public static IEnumerable<(int First, int End)> Of(ScanPlan plan, int most = Probes)
    {
        for (int first = 0, end; first < plan.Hosts.Length; first = end)
        {
            end = first + 1;
            while (end < plan.Hosts.Length && end - first < Hosts && plan.FirstOf(end) + plan.PortsOf(end).Length - plan.FirstOf(first) <= most)
            {
                end++;
            }

            yield return (first, end);
        }
    }
}
