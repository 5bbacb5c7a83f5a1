using System.Diagnostics;
using System.Globalization;

namespace Patchbay.Observation;

/// <summary>Reads what the rules look at: the table of sockets, the kernel's counters, descriptors and their limits. Thread-safe.</summary>
public static class HostReader
{
    /// <summary>The host now.</summary>
    /// <exception cref="ObservationException">The table of sockets cannot be read.</exception>
    public static HostMoment Read() => Read(out _);

    /// <summary>The host now, and what of it could not be seen.</summary>
    /// <exception cref="ObservationException">The table of sockets cannot be read.</exception>
    public static HostMoment Read(out IReadOnlyList<string> missing)
    {
        var rows = new List<SocketRow>();
        using var reader = SocketTable.Open(new SocketQuery
        {
            Tables = SocketTables.Tcp | SocketTables.Udp,
            Details = SocketDetails.TcpInfo | SocketDetails.Memory | SocketDetails.Owners,
        });
        while (reader.Read())
        {
            rows.Add(reader.Row.Copy());
        }

        missing = reader.Missing;
        return new(Stopwatch.GetElapsedTime(0), rows, NetCounters.Read(), Processes(rows.SelectMany(static row => row.Owners).Select(static owner => owner.Pid)));
    }

    /// <summary>Processes, and those that started them.</summary>
    internal static Dictionary<int, DescriptorUse> Processes(IEnumerable<int> processes)
    {
        var found = new Dictionary<int, DescriptorUse>();
        var wanted = new Queue<int>(processes.Distinct());
        while (wanted.TryDequeue(out var pid))
        {
            if (pid > 1 && !found.ContainsKey(pid) && Of(pid) is { } use)
            {
                found[pid] = use;
                wanted.Enqueue(use.Parent);
            }
        }

        return found;
    }

    static DescriptorUse? Of(int pid)
    {
        try
        {
            // proc_pid_stat(5): the name stands in parentheses and may hold any; the parent is the second word behind it.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            var parent = int.Parse(stat[(close + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            return new(pid, stat[(open + 1)..close], Count(pid), Limit(pid), parent);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            // It ended while we looked, or is closed to us.
            return null;
        }
    }

    static int Count(int pid)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    static long Limit(int pid)
    {
        const string Heading = "Max open files";
        var line = File.ReadLines($"/proc/{pid}/limits").FirstOrDefault(static line => line.StartsWith(Heading, StringComparison.Ordinal));
        return line is not null && long.TryParse(line[Heading.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture, out var limit) ? limit : 0;
    }
}
