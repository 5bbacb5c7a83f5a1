namespace Patchbay.Observation;

/// <summary>Two programs listen on the same address and port.</summary>
static class SharedPortRule
{
    public static DoctorRule Rule { get; } = new()
    {
        Number = 3,
        Name = "shared-port",
        Title = "two servers silently share a port",
        Why = "With SO_REUSEPORT the kernel deals connections to both: clients meet the old server and the new one by chance, and neither start failed.",
        Mend = "Do not set SO_REUSEPORT unless several workers of one server mean to share; in .NET, ReuseAddress on a UDP socket sets it too.",
        OnHost = Judge,
    };

    static IEnumerable<Sign> Judge(HostView host)
    {
        foreach (var group in host.Second.Rows.Where(static row => row is { Kind: SocketKind.Tcp, IsListener: true, Owners.Count: > 0 }).GroupBy(static row => (row.Local, row.Interface)))
        {
            var rows = group.ToList();
            for (var i = 1; i < rows.Count; i++)
            {
                if (!AreOneServer(rows[0], rows[i], host.Second.Processes))
                {
                    yield return new Sign($"{rows[0].Local} is listened on by {HostView.Who(rows[0])} and by {HostView.Who(rows[i])}, each with a socket of its own",
                        HostView.ProcessOf(rows[i]), $"port {rows[0].Local}");
                    break;
                }
            }
        }
    }

    /// <summary>One process, a process and its child, or two children of one of the same name: workers.</summary>
    static bool AreOneServer(SocketRow left, SocketRow right, IReadOnlyDictionary<int, DescriptorUse> processes)
    {
        var (ours, theirs) = (Family(left, processes), Family(right, processes));
        return ours.Overlaps(theirs);
    }

    static HashSet<int> Family(SocketRow row, IReadOnlyDictionary<int, DescriptorUse> processes)
    {
        var all = new HashSet<int>();
        foreach (var owner in row.Owners)
        {
            var (pid, name) = (owner.Pid, owner.Name);
            while (all.Add(pid) && processes.TryGetValue(pid, out var process) && processes.TryGetValue(process.Parent, out var parent) && parent.Name == name)
            {
                pid = process.Parent;
            }
        }

        return all;
    }
}
