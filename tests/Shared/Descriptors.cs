using System.Globalization;

namespace Patchbay.TestSupport;

/// <summary>The process's descriptors, as the kernel lists them.</summary>
internal static class Descriptors
{
    /// <summary>How many sockets, rings, event descriptors, pipes and terminals are open. The files of assemblies come and stay with the code that runs first.</summary>
    public static int Open => Links().Count(static target =>
        target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("anon_inode:", StringComparison.Ordinal)
        || target.StartsWith("pipe:", StringComparison.Ordinal) || target.EndsWith("ptmx", StringComparison.Ordinal));

    /// <summary>Until no more are open than before. What a collection must close first is collected.</summary>
    public static Task ComeBackTo(int before) => Waiting.Until(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Open <= before + Slack;
        },
        () => $"{Open} descriptors open, {before} before");

    // The runtime opens an event port of its own with the first socket; one leaked per connection is far more.
    const int Slack = 4;

    /// <summary>How many are TCP sockets that were accepted on <paramref name="port"/> (local port, and not listening).</summary>
    public static int AcceptedOn(int port)
    {
        // proc_net(5): sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode; inode 0 is in the backlog, state 0A listens.
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        var mine = Links().ToHashSet();

        // Read in pieces while sockets come and go, the file may name one twice, or leave one out.
        return File.ReadLines("/proc/net/tcp").Skip(1)
            .Where(line => line.Contains(suffix, StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] != "0A")
            .Select(fields => $"socket:[{fields[9]}]")
            .Distinct()
            .Count(mine.Contains);
    }

    static IEnumerable<string> Links() => Directory.GetFileSystemEntries("/proc/self/fd").Select(Target).OfType<string>();

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
