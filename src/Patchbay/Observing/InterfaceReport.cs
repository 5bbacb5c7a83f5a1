using System.Text.Json;
using Patchbay.Linux.Netlink;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>Interfaces with all that is known of them.</summary>
static class InterfaceReport
{
    public static void Write(Invocation invocation, IReadOnlyList<InterfaceInfo> interfaces)
    {
        if (invocation.Report.Json != JsonMode.None)
        {
            using var json = new JsonRows(invocation.Io.Output, "interfaces", "interface", invocation.Report.Json == JsonMode.Lines);
            foreach (var one in interfaces)
            {
                json.Row(writer => Write(writer, one));
            }

            json.Finish();
            return;
        }

        foreach (var one in interfaces)
        {
            WriteText(invocation.Report, one);
        }
    }

    static void WriteText(Report report, InterfaceInfo one)
    {
        var parts = new[]
        {
            one.Kind, one.State, one.Mtu == 0 ? null : $"MTU {one.Mtu}", one.Mac is null or "00:00:00:00:00:00" ? null : $"MAC {one.Mac}",
            one.Master is null ? null : $"part of {one.Master}", string.Join(' ', one.Flags.Select(static flag => flag.ToLowerInvariant().Replace('_', '-'))),
        };
        report.Line($"{one.Index,-3} {report.Bold(one.Name)}  {string.Join("  ", parts.Where(static part => !string.IsNullOrEmpty(part)))}");
        foreach (var address in one.Addresses)
        {
            report.Line($"      {$"{address.Address}/{address.PrefixLength}",-30} {Describe(address)}");
        }

        if (one.Groups.Count > 0)
        {
            report.Line($"      groups  {string.Join(' ', one.Groups)}");
        }

        var counters = one.Counters;
        report.Line($"      in      {Traffic(counters.ReceivedBytes, counters.ReceivedPackets, counters.ReceiveErrors, counters.ReceiveDrops)}");
        report.Line($"      out     {Traffic(counters.SentBytes, counters.SentPackets, counters.SendErrors, counters.SendDrops)}");
    }

    static string Describe(InterfaceAddress address) => string.Join(", ", new[]
    {
        $"scope {address.Scope}",
        address.Peer is null ? null : $"peer {address.Peer}",
        address.Broadcast is null ? null : $"broadcast {address.Broadcast}",
        address.Flags.Count == 0 ? null : string.Join(' ', address.Flags),
        address.Valid is { } valid ? $"valid for {Patchbay.Sockets.Duration.Format(valid)}" : null,
    }.OfType<string>());

    static string Traffic(ulong bytes, ulong packets, ulong errors, ulong drops) =>
        $"{Quantity.Bytes(bytes)}, {packets} packets{(errors > 0 ? $", {errors} errors" : "")}{(drops > 0 ? $", {drops} dropped" : "")}";

    static void Write(Utf8JsonWriter json, InterfaceInfo one)
    {
        json.WriteNumber("index", one.Index);
        json.WriteString("name", one.Name);
        json.WriteString("kind", one.Kind);
        json.WriteString("state", one.State);
        Strings(json, "flags", one.Flags);
        json.WriteNumber("mtu", one.Mtu);
        if (one.Mac is not null)
        {
            json.WriteString("mac", one.Mac);
        }

        if (one.Master is not null)
        {
            json.WriteString("master", one.Master);
        }

        json.WriteStartArray("addresses");
        foreach (var address in one.Addresses)
        {
            WriteAddress(json, address);
        }

        json.WriteEndArray();
        Strings(json, "groups", one.Groups.Select(static group => group.ToString()));
        json.WriteStartObject("counters");
        WriteCounters(json, one.Counters);
        json.WriteEndObject();
    }

    static void WriteAddress(Utf8JsonWriter json, InterfaceAddress address)
    {
        json.WriteStartObject();
        json.WriteString("address", address.Address.ToString());
        json.WriteNumber("prefixLength", address.PrefixLength);
        json.WriteString("scope", address.Scope);
        Strings(json, "flags", address.Flags);
        if (address.Peer is { } peer)
        {
            json.WriteString("peer", peer.ToString());
        }

        if (address.Broadcast is { } broadcast)
        {
            json.WriteString("broadcast", broadcast.ToString());
        }

        if (address.Valid is { } valid)
        {
            json.WriteNumber("validSeconds", valid.TotalSeconds);
        }

        json.WriteEndObject();
    }

    static void WriteCounters(Utf8JsonWriter json, LinkCounters counters)
    {
        json.WriteNumber("receivedBytes", counters.ReceivedBytes);
        json.WriteNumber("receivedPackets", counters.ReceivedPackets);
        json.WriteNumber("receiveErrors", counters.ReceiveErrors);
        json.WriteNumber("receiveDrops", counters.ReceiveDrops);
        json.WriteNumber("multicast", counters.Multicast);
        json.WriteNumber("sentBytes", counters.SentBytes);
        json.WriteNumber("sentPackets", counters.SentPackets);
        json.WriteNumber("sendErrors", counters.SendErrors);
        json.WriteNumber("sendDrops", counters.SendDrops);
        json.WriteNumber("collisions", counters.Collisions);
    }

    static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
