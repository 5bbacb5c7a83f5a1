using System.Diagnostics;
using System.Text.Json;
using Patchbay.Linux.Netlink;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>interfaces --watch</c>: rates between two looks.</summary>
static class InterfaceWatchView
{
    public static async Task<ExitCode> RunAsync(Invocation invocation, Func<IReadOnlyList<InterfaceInfo>> read, TimeSpan interval)
    {
        if (invocation.Report.Json == JsonMode.Document)
        {
            throw new UserError(ExitCode.Usage, "--watch has no end, so it is no single document", $"Use {GlobalOptions.JsonLinesText}.");
        }

        using var json = invocation.Report.Json == JsonMode.Lines ? new JsonRows(invocation.Io.Output, "interfaces", "rate", lines: true) : null;
        var screen = json is null && invocation.Io.OutputIsTerminal ? new TerminalScreen(invocation.Io.Output) : null;
        var start = Stopwatch.GetTimestamp();
        var before = read();
        var last = TimeSpan.Zero;
        using var timer = new PeriodicTimer(interval);
        screen?.Begin();
        try
        {
            while (await timer.WaitForNextTickAsync(invocation.Signals.Stop))
            {
                var (now, after) = (Stopwatch.GetElapsedTime(start), read());
                var rates = Rates(before, after, (now - last).TotalSeconds);
                if (json is not null)
                {
                    Write(json, rates, now);
                }
                else
                {
                    Show(invocation, screen, rates, now);
                }

                (before, last) = (after, now);
            }
        }
        finally
        {
            screen?.End();
        }

        return invocation.Signals.ExitCode;
    }

    // Those that were there both times, with what each counter grew by in a second.
    static List<(InterfaceInfo Interface, double[] Rates)> Rates(IReadOnlyList<InterfaceInfo> before, IReadOnlyList<InterfaceInfo> after, double seconds)
    {
        var known = before.ToDictionary(static one => one.Index, static one => Values(one.Counters));
        return [.. after.Where(one => known.ContainsKey(one.Index)).Select(one => (one, Values(one.Counters).Zip(known[one.Index], (now, then) => now >= then ? (now - then) / seconds : 0).ToArray()))];
    }

    static double[] Values(LinkCounters counters) =>
        [counters.ReceivedBytes, counters.ReceivedPackets, counters.SentBytes, counters.SentPackets, counters.ReceiveErrors + counters.SendErrors, counters.ReceiveDrops + counters.SendDrops];

    static void Show(Invocation invocation, TerminalScreen? screen, List<(InterfaceInfo Interface, double[] Rates)> rates, TimeSpan now)
    {
        using var page = new MemoryStream();
        var table = new Utf8Table(page, heading: screen is not null,
            new("TIME", true), new("NAME"), new("STATE"), new("IN/s", true), new("PACKETS/s", true), new("OUT/s", true), new("PACKETS/s", true), new("ERRORS/s", true), new("DROPS/s", true));
        var order = 0ul;
        foreach (var (one, rate) in rates)
        {
            table.Cell(Duration.Format(now));
            table.Cell(one.Name);
            table.Cell(one.State);
            for (var i = 0; i < rate.Length; i++)
            {
                table.Cell(i is 0 or 2 ? Quantity.Bytes(rate[i]) : rate[i].ToString("0", System.Globalization.CultureInfo.InvariantCulture));
            }

            table.EndRow(order++);
        }

        table.Finish();
        if (screen is not null)
        {
            screen.Draw($"{rates.Count} interfaces · Ctrl-C ends", page.ToArray());
        }
        else
        {
            invocation.Io.Output.Write(page.ToArray());
            invocation.Io.Output.Flush();
        }
    }

    static void Write(JsonRows json, List<(InterfaceInfo Interface, double[] Rates)> rates, TimeSpan now)
    {
        foreach (var (one, rate) in rates)
        {
            json.Event("rate", writer => Write(writer, one, rate, now));
        }

        json.Flush();
    }

    static void Write(Utf8JsonWriter json, InterfaceInfo one, double[] rate, TimeSpan now)
    {
        json.WriteNumber("seconds", Math.Round(now.TotalSeconds, 3));
        json.WriteString("name", one.Name);
        json.WriteString("state", one.State);
        string[] names = ["receivedBytesPerSecond", "receivedPacketsPerSecond", "sentBytesPerSecond", "sentPacketsPerSecond", "errorsPerSecond", "dropsPerSecond"];
        foreach (var (name, value) in names.Zip(rate))
        {
            json.WriteNumber(name, Math.Round(value, 1));
        }
    }
}
