using System.Globalization;

namespace Patchbay.Linux;

/// <summary>Reads the table of raw IP sockets as text: many kernels have no such table in netlink. Thread-safe.</summary>
public static class ProcNetRaw
{
    /// <summary>Every raw socket of this network namespace. The "port" of the local end is the protocol number. Empty where /proc is missing.</summary>
    /// <param name="ipv6">Of IPv6, or of IPv4.</param>
    public static IEnumerable<RawRow> Read(bool ipv6)
    {
        // Of this thread: /proc/net is the main thread's, which may stand in another network namespace.
        var path = ipv6 ? "/proc/thread-self/net/raw6" : "/proc/thread-self/net/raw";
        if (!File.Exists(path))
        {
            yield break;
        }

        foreach (var line in File.ReadLines(path))
        {
            if (TryParse(line, out var row))
            {
                yield return row;
            }
        }
    }

    /// <summary>One line of the table; false for the heading and for what is no such line.</summary>
    /// <param name="line">A line without its end.</param>
    /// <param name="row">The socket.</param>
    public static bool TryParse(string line, out RawRow row)
    {
        row = default;
        if (!ProcNetInet.TryParse(line, out var inet))
        {
            return false;
        }

        // sl local rem st tx:rx tr:tm retrnsmt uid timeout inode ref pointer drops
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var queues = fields[4].Split(':');
        if (queues.Length != 2
            || !uint.TryParse(queues[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var send)
            || !uint.TryParse(queues[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var receive))
        {
            return false;
        }

        var drops = 0u;
        if (fields.Length > 12 && !uint.TryParse(fields[12], CultureInfo.InvariantCulture, out drops))
        {
            return false;
        }

        row = new RawRow(inet, receive, send, drops);
        return true;
    }
}
