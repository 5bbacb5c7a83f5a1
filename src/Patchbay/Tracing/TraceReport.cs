using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Patchbay.Probing;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>What <c>traceroute</c> found, for people and for programs. Pure.</summary>
static class TraceReport
{
    /// <summary>A line a hop with the times of its probes, as traceroutes have it.</summary>
    public static byte[] Hops(ImmutableArray<TraceHop> hops, HopNames? names) => Table(
        Shown(hops),
        (first, last) =>
        [
            first.Number == last.Number ? Text(first.Number) : $"{first.Number}-{last.Number}",
            Hosts(first, names),
            first.Received == 0 ? "no answer" : string.Join("  ", first.Times.Select(static time => time is { } there ? Time(there) : "*")),
            Remarks(first),
        ],
        heading: false, new("HOP", true), new("HOST"), new("TIMES"), new("REMARK"));

    /// <summary>A line a hop with its statistics.</summary>
    public static byte[] Statistics(ImmutableArray<TraceHop> hops, HopNames? names) => Table(
        Shown(hops),
        (first, last) =>
        [
            first.Number == last.Number ? Text(first.Number) : $"{first.Number}-{last.Number}",
            Hosts(first, names),
            string.Create(CultureInfo.InvariantCulture, $"{first.Loss * 100:0.#}%"), Text(first.Sent), Time(first.Last), Time(first.Average), Time(first.Best), Time(first.Worst), Time(first.Deviation), Remarks(first),
        ],
        heading: true, new("HOP", true), new("HOST"), new("LOSS", true), new("SENT", true), new("LAST", true), new("AVG", true), new("BEST", true), new("WORST", true), new("STDEV", true), new("REMARK"));

    /// <summary>One sentence, and what helps.</summary>
    public static (string Sentence, string? Hint) Verdict(TraceHost host, TraceOptions options, TraceEnd end, ImmutableArray<TraceHop> hops)
    {
        var last = hops.FirstOrDefault(hop => hop.Number == end.Hop);
        var time = last?.Average is { } average ? $" after {Time(average)}" : "";
        switch (end.Kind)
        {
            case TraceEndKind.Reached:
                return ($"{host} answers at hop {end.Hop}{time}", null);
            case TraceEndKind.Refused:
                return ($"{host} is at hop {end.Hop} and refuses TCP port {options.Port}{time}", "The way there is whole; nobody listens on the port, or a firewall answers in the host's name.");
            case TraceEndKind.Unreachable:
                var reply = end.Reply!.Value;
                var meaning = new IcmpError(host.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 6 : 4, reply.Type, reply.Code, reply.From).Meaning;
                var isTarget = host.Address.Equals(reply.From);
                return ($"{(isTarget ? $"{host} is at hop {end.Hop} and rejects it" : $"The way to {host} ends at hop {end.Hop}")}: {reply.From?.ToString() ?? "an unknown router"} says \"{meaning}\"",
                    meaning.Contains("prohibited", StringComparison.Ordinal) ? "A firewall forbids this kind of packet; another --method or --port may pass." : null);
            case TraceEndKind.Loop:
                return ($"The packets for {host} go in a circle: {string.Join(" → ", end.Circle.Append(end.Circle.FirstOrDefault()).Select(static address => address?.ToString() ?? "*"))}", "Those routers send them to one another: one of their routes is wrong.");
            default:
                return (end.Hop == 0 ? $"Nobody answered on the way to {host}" : $"Nobody answered behind hop {end.Hop} ({last?.Address}) on the way to {host}",
                    options.Method == TraceMethod.Tcp ? "A firewall drops the probes, or the host is gone." : "A firewall may drop these probes: --method tcp --port 443 passes most.");
        }
    }

    public static ExitCode CodeOf(TraceEndKind kind) => kind switch
    {
        TraceEndKind.Reached => ExitCode.Done,
        TraceEndKind.Silent => ExitCode.TimedOut,
        _ => ExitCode.CannotConnect,
    };

    public static TraceData Data(TraceHost host, TraceOptions options, Tracer tracer, ImmutableArray<TraceHop> hops, HopNames? names) =>
        Data(host, options, tracer.Means, tracer.Table.End, hops, address => names?.NameOf(address));

    internal static TraceData Data(TraceHost host, TraceOptions options, string means, TraceEnd end, ImmutableArray<TraceHop> hops, Func<IPAddress, string?> nameOf)
    {
        var reply = end.Reply;
        var isIpv6 = host.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        return new TraceData(
            host.Name, host.Address.ToString(), Word(options.Method), options.Method == TraceMethod.Icmp ? null : options.Port, means,
            [.. hops.Select(hop => new TraceHopData(
                hop.Number, [.. hop.Responders.Select(one => new TraceResponderData(one.Address.ToString(), nameOf(one.Address), one.Answers))],
                hop.Sent, hop.Received, hop.Lost, hop.Duplicates, hop.Late, Math.Round(hop.Loss, 4), [.. hop.Times.Select(static time => Milliseconds(time))],
                Milliseconds(hop.Last), Milliseconds(hop.Average), Milliseconds(hop.Best), Milliseconds(hop.Worst), Milliseconds(hop.Deviation)))],
            new TraceEndData(Word(end.Kind), end.Hop, reply?.From?.ToString(), reply is { Kind: TraceReplyKind.Unreachable } error ? new IcmpError(isIpv6 ? 6 : 4, error.Type, error.Code, null).Meaning : null,
                reply is { Type: not 0 } ? reply?.Type : null, reply is { Type: not 0 } ? reply?.Code : null, [.. end.Circle.Select(static address => address?.ToString())], Verdict(host, options, end, hops).Sentence),
            (int)CodeOf(end.Kind));
    }

    // Silent hops in a row are one line; silent ones at the end are what the verdict tells, and stand there too.
    static IEnumerable<(TraceHop First, TraceHop Last)> Shown(ImmutableArray<TraceHop> hops)
    {
        for (var i = 0; i < hops.Length; i++)
        {
            var first = i;
            while (hops[first].Received == 0 && i + 1 < hops.Length && hops[i + 1].Received == 0)
            {
                i++;
            }

            yield return (hops[first], hops[i]);
        }
    }

    static string Hosts(TraceHop hop, HopNames? names) => hop.Received == 0 ? "*" : hop.Responders.IsEmpty ? "?"
        : string.Join(", ", hop.Responders.Select(one => names?.NameOf(one.Address) is { } name ? $"{name} ({one.Address})" : one.Address.ToString()));

    static string Remarks(TraceHop hop)
    {
        var remarks = new List<string>();
        if (hop.End is { Kind: TraceReplyKind.Unreachable } end && hop.Address is { } address)
        {
            remarks.Add(new IcmpError(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 6 : 4, end.Type, end.Code, null).Meaning);
        }
        else if (hop.End is { Kind: TraceReplyKind.Refused })
        {
            remarks.Add("refused");
        }

        if (hop.Late > 0)
        {
            remarks.Add($"{hop.Late} late");
        }

        if (hop.Duplicates > 0)
        {
            remarks.Add($"{hop.Duplicates} twice");
        }

        return string.Join(", ", remarks);
    }

    static byte[] Table(IEnumerable<(TraceHop First, TraceHop Last)> rows, Func<TraceHop, TraceHop, string[]> cells, bool heading, params TableColumn[] columns)
    {
        using var page = new MemoryStream();
        var table = new Utf8Table(page, heading, columns);
        var order = 0ul;
        foreach (var (first, last) in rows)
        {
            foreach (var cell in cells(first, last))
            {
                table.Cell(cell);
            }

            table.EndRow(order++);
        }

        table.Finish();
        return page.ToArray();
    }

    static string Time(TimeSpan? time) => time is { } there ? Time(there) : "-";

    // In a house's own network everything is below a tenth of a millisecond.
    static string Time(TimeSpan time) => time.TotalMilliseconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms") : Duration.Format(time);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static double? Milliseconds(TimeSpan? time) => time is { } there ? Math.Round(there.TotalMilliseconds, 3) : null;

    static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
