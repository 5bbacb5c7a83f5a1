using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>Reads the kernel's tables of TCP and UDP sockets as text. Thread-safe; costs time in proportion to the sockets of the network namespace.</summary>
public static class ProcNetInet
{
    /// <summary>Every TCP socket of this network namespace, IPv4 first. Empty where /proc is missing.</summary>
    public static IEnumerable<InetRow> ReadTcp() => ReadFile("/proc/net/tcp").Concat(ReadFile("/proc/net/tcp6"));

    /// <summary>Every bound UDP socket of this network namespace, IPv4 first. Empty where /proc is missing.</summary>
    public static IEnumerable<InetRow> ReadUdp() => ReadFile("/proc/net/udp").Concat(ReadFile("/proc/net/udp6"));

    /// <summary>One line of the table; false for the heading and for what is no such line.</summary>
    /// <param name="line">A line without its end.</param>
    /// <param name="row">The socket.</param>
    public static bool TryParse(string line, out InetRow row)
    {
        row = default;
        // sl local rem st tx:rx tr:tm retrnsmt uid timeout inode …
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10
            || !TryParseEndPoint(fields[1], out var local)
            || !TryParseEndPoint(fields[2], out var remote)
            || !int.TryParse(fields[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var state)
            || !uint.TryParse(fields[7], CultureInfo.InvariantCulture, out var uid)
            || !ulong.TryParse(fields[9], CultureInfo.InvariantCulture, out var inode))
        {
            return false;
        }

        row = new InetRow(local, remote, state, uid, inode);
        return true;
    }

    static IEnumerable<InetRow> ReadFile(string path)
    {
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

    static bool TryParseEndPoint(string text, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(0, 0);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        // The kernel prints each 32-bit word of the address as a number in host order; the bytes in memory are in network order.
        Span<uint> words = stackalloc uint[colon / 8];
        for (var i = 0; i < words.Length; i++)
        {
            if (!uint.TryParse(text.AsSpan(i * 8, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out words[i]))
            {
                return false;
            }
        }

        endPoint = new IPEndPoint(new IPAddress(MemoryMarshal.AsBytes(words)), port);
        return true;
    }
}
