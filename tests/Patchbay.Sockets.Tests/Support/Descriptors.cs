using System.Globalization;

namespace Patchbay.Sockets.Tests;

/// <summary>The process's descriptors, as the kernel lists them.</summary>
internal static class Descriptors
{
    /// <summary>How many are open.</summary>
    public static int Open => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>How many are TCP sockets that were accepted on <paramref name="port"/> (local port, and not listening).</summary>
    public static int AcceptedOn(int port)
    {
        // proc_net(5): sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode; inode 0 is in the backlog, state 0A listens.
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        var mine = Directory.GetFileSystemEntries("/proc/self/fd").Select(Target).ToHashSet();
        return File.ReadLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] != "0A" && mine.Contains($"socket:[{fields[9]}]"));
    }

    static string? Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
