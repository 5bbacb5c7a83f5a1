using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>Reads the multicast groups that interfaces have joined, from /proc. Thread-safe.</summary>
public static class ProcNetGroups
{
    /// <summary>Every group of every interface of this network namespace. Empty where /proc is missing.</summary>
    public static IEnumerable<(int Interface, IPAddress Group)> Read() =>
        ParseIgmp(Lines("/proc/thread-self/net/igmp")).Concat(ParseIgmp6(Lines("/proc/thread-self/net/igmp6")));

    /// <summary>/proc/net/igmp: a line for an interface, then one for each of its groups.</summary>
    public static IEnumerable<(int Interface, IPAddress Group)> ParseIgmp(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var index = 0;
        foreach (var line in lines)
        {
            var fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (line.Length > 0 && char.IsAsciiDigit(line[0]))
            {
                _ = int.TryParse(fields[0], CultureInfo.InvariantCulture, out index);
            }
            else if (index > 0 && fields.Length > 0 && uint.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var group))
            {
                // A number in host order whose bytes in memory are in network order.
                yield return (index, new IPAddress(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in group))));
            }
        }
    }

    /// <summary>/proc/net/igmp6: number, name, group, users …, a line a group.</summary>
    public static IEnumerable<(int Interface, IPAddress Group)> ParseIgmp6(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (var line in lines)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 3 && fields[2].Length == 32 && fields[2].All(char.IsAsciiHexDigit) && int.TryParse(fields[0], CultureInfo.InvariantCulture, out var index))
            {
                yield return (index, new IPAddress(Convert.FromHexString(fields[2])));
            }
        }
    }

    static IEnumerable<string> Lines(string path) => File.Exists(path) ? File.ReadLines(path) : [];
}
