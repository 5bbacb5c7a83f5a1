using System.Globalization;

namespace Patchbay.Observation;

/// <summary>The kernel's counters of this network namespace, as /proc/net/netstat and /proc/net/snmp name them: <c>TcpExt.ListenOverflows</c>, <c>Udp.RcvbufErrors</c>.</summary>
public sealed class NetCounters
{
    readonly Dictionary<string, long> _values = [];

    /// <summary>The counter; 0 where the kernel has none of that name.</summary>
    public long this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The counters now; none on other systems.</summary>
    public static NetCounters Read()
    {
        var counters = new NetCounters();
        foreach (var path in (ReadOnlySpan<string>)["/proc/net/netstat", "/proc/net/snmp"])
        {
            if (File.Exists(path))
            {
                counters.Add(File.ReadAllLines(path));
            }
        }

        return counters;
    }

    /// <summary>Pairs of lines: names, then values, each after the same heading. What does not pair is passed over. Pure.</summary>
    internal static NetCounters Parse(IReadOnlyList<string> lines)
    {
        var counters = new NetCounters();
        counters.Add(lines);
        return counters;
    }

    void Add(IReadOnlyList<string> lines)
    {
        for (var i = 0; i + 1 < lines.Count; i++)
        {
            var (names, values) = (lines[i].Split(' '), lines[i + 1].Split(' '));
            if (names[0] != values[0] || names[0] is not [.., ':'])
            {
                continue;
            }

            for (var at = 1; at < Math.Min(names.Length, values.Length); at++)
            {
                if (long.TryParse(values[at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                {
                    _values[$"{names[0][..^1]}.{names[at]}"] = value;
                }
            }
        }
    }
}
