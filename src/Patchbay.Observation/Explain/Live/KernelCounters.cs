namespace Patchbay.Observation;

/// <summary>The counters of /proc/net/snmp and /proc/net/netstat (proc_pid_net(5)): a line of names, and below it a line of values. Pure.</summary>
static class KernelCounters
{
    /// <summary>The value of <c>Tcp RetransSegs</c>; null when it is not there.</summary>
    public static string? Find(string text, string group, string name)
    {
        var lines = text.Split('\n');
        for (var i = 0; i + 1 < lines.Length; i++)
        {
            if (lines[i].StartsWith(group + ":", StringComparison.Ordinal) && lines[i + 1].StartsWith(group + ":", StringComparison.Ordinal))
            {
                var place = Array.IndexOf(lines[i].Split(' '), name);
                var values = lines[i + 1].Split(' ');
                if (place > 0 && place < values.Length)
                {
                    return values[place];
                }
            }
        }

        return null;
    }
}
