using System.Net;
using System.Runtime;

namespace Patchbay.Benchmarks.Servers;

/// <summary>
/// How the harness talks to a server under test: the port on stdout once it listens; then one command a line on stdin, one answer a line.
/// The end of stdin ends the server, so none outlives its harness.
/// </summary>
static class ServerConsole
{
    public static void Announce(EndPoint endPoint, string engine)
    {
        Console.WriteLine($"listening {((IPEndPoint)endPoint).Port} {engine}");
        Console.Out.Flush();
    }

    public static void ServeUntilStdinCloses()
    {
        while (Console.In.ReadLine() is { } command)
        {
            Console.WriteLine(Answer(command));
            Console.Out.Flush();
        }
    }

    static string Answer(string command) => command switch
    {
        "collect" => Collect(),
        "allocated" => GC.GetTotalAllocatedBytes(precise: true).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => $"unknown command {command}",
    };

    static string Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        // Aggressive also gives free memory back to the kernel, so that resident memory tells what is in use.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return "collected";
    }
}
