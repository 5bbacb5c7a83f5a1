namespace Patchbay.Observation;

/// <summary>The host at two moments: what stays and what grows between them tells more than either.</summary>
/// <param name="First">The earlier.</param>
/// <param name="Second">The later.</param>
/// <param name="Range">The ports the kernel takes for connections; null where that is not known.</param>
public sealed record HostView(HostMoment First, HostMoment Second, EphemeralRange? Range)
{
    readonly Lazy<Dictionary<ulong, SocketRow>> _before = new(() => First.Rows.Where(static row => row.Cookie != 0).GroupBy(static row => row.Cookie).ToDictionary(static group => group.Key, static group => group.First()));

    /// <summary>Of a program that is watched, the host when the watch began: a socket that is not in it was made meanwhile. Null for a look at the host.</summary>
    public HostMoment? Start { get; init; }

    /// <summary>A program is watched.</summary>
    public bool IsWatch => Start is not null;

    /// <summary>Time between the two.</summary>
    public TimeSpan Between => Second.At - First.At;

    /// <summary>Sockets that were there at both moments.</summary>
    public IEnumerable<(SocketRow Before, SocketRow Now)> Lasting =>
        Second.Rows.Where(row => row.Cookie != 0 && _before.Value.ContainsKey(row.Cookie)).Select(row => (_before.Value[row.Cookie], row));

    /// <summary>The same socket before; null when it was not there.</summary>
    public SocketRow? Before(SocketRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Cookie == 0 ? null : _before.Value.GetValueOrDefault(row.Cookie);
    }

    /// <summary>How much a counter grew.</summary>
    public long Grown(string counter) => Second.Counters[counter] - First.Counters[counter];

    /// <summary><c>python3 (pid 12)</c>, or whose socket it is.</summary>
    public static string Who(SocketRow row) => WhyLocal.Holder(row);

    /// <summary>The first process that holds it; 0 for none.</summary>
    public static int ProcessOf(SocketRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Owners is [var owner, ..] ? owner.Pid : 0;
    }
}
