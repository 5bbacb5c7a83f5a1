using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>Reads results back: the document of <c>--json</c>, or the lines of <c>--json=lines</c>, whole or cut short. Pure.</summary>
public static class ScanReader
{
    static readonly Dictionary<string, PortState> States = Enum.GetValues<PortState>().Where(static state => state != PortState.None).ToDictionary(static state => ScanWords.Of(state));
    static readonly Dictionary<string, ProbeReason> Reasons = Enum.GetValues<ProbeReason>().ToDictionary(static reason => ScanWords.Of(reason));

    /// <summary>Reads a result.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What it is called in errors.</param>
    /// <exception cref="ScanException">It is no result of a scan.</exception>
    public static ScanReport Read(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var events = new List<(string Event, JsonElement Data)>();
            for (var i = 0; i < lines.Length; i++)
            {
                using var document = Parse(lines[i], isLast: i == lines.Length - 1 && i > 0);
                if (document is not null)
                {
                    events.Add((document.RootElement.GetProperty("event").GetString() ?? "", document.RootElement.GetProperty("data").Clone()));
                }
            }

            return events switch
            {
                [("scan", var whole), ..] => ReadDocument(whole),
                [("begin", var begin), ..] => ReadLines(begin, events),
                _ => throw new FormatException("it begins with neither a scan nor its first line"),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new ScanException($"{source} is no result of a scan: {error.Message.TrimEnd('.')}", ScanFailure.BadFile, "Make one with: patchbay scan TARGETS --json >FILE", error);
        }
    }

    // Whoever was killed may have left half a last line.
    static JsonDocument? Parse(string line, bool isLast)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException) when (isLast)
        {
            return null;
        }
    }

    static ScanReport ReadDocument(JsonElement data) => End(data, Header(data), [.. data.GetProperty("hosts").EnumerateArray().Select(Host)]);

    static ScanReport ReadLines(JsonElement begin, List<(string Event, JsonElement Data)> events)
    {
        List<HostResult> order = [];
        Dictionary<IPAddress, int> index = [];
        foreach (var (name, data) in events)
        {
            switch (name)
            {
                case "host":
                    Put(Host(data));
                    break;
                case "port":
                    var host = At(Address(data), Text(data, "name"));
                    var port = Port(data);
                    order[host] = order[host] with { Ports = [.. order[host].Ports.Where(one => one.Port != port.Port).Append(port).OrderBy(static one => one.Port)] };
                    break;
            }
        }

        return events[^1] is ("end", var end) ? End(end, Header(begin), order) : End(null, Header(begin), order);

        int At(IPAddress address, string? name)
        {
            if (!index.TryGetValue(address, out var at))
            {
                index.Add(address, at = order.Count);
                order.Add(new HostResult(address, name, true, ProbeReason.None, default, [], []));
            }

            return at;
        }

        // A host is told when it answers, and with all its ports at the end.
        void Put(HostResult host)
        {
            var at = At(host.Address, host.Name);
            order[at] = host.Ports.Count > 0 || host.NotShown.Count > 0 ? host : host with { Ports = order[at].Ports };
        }
    }

    static ScanHeader Header(JsonElement data) => new(
        data.GetProperty("arguments").GetString() ?? "", data.GetProperty("started").GetDateTimeOffset(),
        Enum.TryParse<ScanMethod>(data.GetProperty("method").GetString(), ignoreCase: true, out var method) ? method : throw new FormatException("it has no such method"),
        Text(data, "methodWords") ?? "", data.GetProperty("hostsAsked").GetInt32(), data.GetProperty("portsAsked").GetInt64(), Text(data, "shard"));

    static ScanReport End(JsonElement? data, ScanHeader header, IReadOnlyList<HostResult> hosts)
    {
        if (data is not { } end)
        {
            var open = hosts.Sum(static host => host.Ports.Count(static port => port.State == PortState.Open));
            return new ScanReport(header, header.Started, ScanEnding.Interrupted, hosts, new ScanTotals(hosts.Count(static host => host.IsUp == true), hosts.Count(static host => host.IsUp == false), open, hosts.Sum(static host => host.Count), 0, 0, 0, 0), [], []);
        }

        var totals = end.GetProperty("totals");
        return new ScanReport(header, end.GetProperty("ended").GetDateTimeOffset(), end.GetProperty("complete").GetBoolean() ? ScanEnding.Complete : ScanEnding.Interrupted, hosts,
            new ScanTotals(totals.GetProperty("up").GetInt32(), totals.GetProperty("down").GetInt32(), Number("open"), Number("settled"), Number("sent"), Number("received"), Number("localErrors"), Number("dropped")),
            Texts("notices"), Texts("faults"));

        long Number(string name) => totals.GetProperty(name).GetInt64();

        IReadOnlyList<string> Texts(string name) => end.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(static one => one.GetString() ?? "")] : [];
    }

    static HostResult Host(JsonElement data)
    {
        var isUp = data.GetProperty("state").GetString() switch { "up" => true, "down" => false, _ => (bool?)null };
        return new HostResult(Address(data), Text(data, "name"), isUp, Reason(data), Time(data), [.. Items("ports").Select(Port)], [.. Items("notShown").Select(static group => new PortGroup(State(group), Reason(group), PortList.Parse(group.GetProperty("ports").GetString() ?? "", PortNames.System)))]);

        IEnumerable<JsonElement> Items(string name) => data.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];
    }

    static PortResult Port(JsonElement data) => new(
        data.GetProperty("port").GetUInt16(), State(data), Reason(data), data.GetProperty("tries").GetByte(), Time(data), Text(data, "reporter") is { } reporter ? IPAddress.Parse(reporter) : null,
        data.TryGetProperty("ttl", out var ttl) ? ttl.GetByte() : (byte)0, data.TryGetProperty("errno", out var errno) ? errno.GetInt32() : 0)
    {
        UsualName = Text(data, "usualName"),
        Holder = data.TryGetProperty("holder", out var holder) ? new SocketHolder(holder.TryGetProperty("pid", out var pid) ? pid.GetInt32() : null, Text(holder, "process")) : null,
        Service = data.TryGetProperty("service", out var service) ? Service(service) : null,
    };

    static ServiceFinding Service(JsonElement data) => new(
        data.GetProperty("name").GetString() ?? "", Enum.TryParse<ServiceEvidence>(data.GetProperty("evidence").GetString(), ignoreCase: true, out var evidence) ? evidence : throw new FormatException("it has no such evidence"),
        data.GetProperty("tls").GetBoolean(), Text(data, "product"), Text(data, "version"), Text(data, "info"),
        data.GetProperty("facts").EnumerateObject().Select(static fact => KeyValuePair.Create(fact.Name, fact.Value.GetString() ?? "")).ToImmutableDictionary());

    static PortState State(JsonElement data) => States[data.GetProperty("state").GetString() ?? ""];

    static ProbeReason Reason(JsonElement data) => Reasons[data.GetProperty("reason").GetString() ?? ""];

    static TimeSpan Time(JsonElement data) => data.TryGetProperty("roundTrip", out var time) ? TimeSpan.FromMilliseconds(time.GetDouble()) : default;

    static IPAddress Address(JsonElement data) => IPAddress.Parse(data.GetProperty("address").GetString() ?? "");

    static string? Text(JsonElement data, string name) => data.TryGetProperty(name, out var text) ? text.GetString() : null;
}
