using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Patchbay.Observation.Tests.Interfaces;

/// <summary>Interfaces, addresses, groups and routes against ip(8), in a namespace with interfaces of several sorts.</summary>
public sealed class IpOracleTests : IDisposable
{
    readonly NetworkLab? _lab = NetworkLab.Missing is null ? new() : null;

    public void Dispose() => _lab?.Dispose();

    [LabFact]
    public void Interfaces_and_addresses_equal_those_of_ip()
    {
        MakeMore();
        var theirs = Ip("-j", "addr").EnumerateArray().Select(FromIp).ToList();
        var ours = Inside(NetworkInterfaces.Read).Select(FromUs).ToList();
        Assert.True(theirs.Count >= 5);
        Assert.Equal(theirs, ours);
    }

    [LabFact("ping")]
    public void Counters_equal_those_of_ip()
    {
        _lab!.In("client", "ping", "-c", "3", "-i", "0.01", "-q", "10.77.1.1");
        Quiet();
        // The kernel's own chatter (neighbours, router solicitations) may come between two looks: equal once is equal.
        var (ours, theirs) = ("", "");
        Assert.True(SpinWait.SpinUntil(() =>
        {
            theirs = string.Join('\n', Ip("-j", "-s", "link").EnumerateArray().Select(StatsFromIp));
            ours = string.Join('\n', Inside(NetworkInterfaces.Read).Select(StatsFromUs));
            return ours == theirs;
        }, TimeSpan.FromSeconds(20)), $"ip:\n{theirs}\nours:\n{ours}");
        Assert.Contains("cr", ours);
    }

    [LabFact]
    public void Groups_equal_those_of_ip()
    {
        MakeMore();
        var theirs = Ip("-j", "maddr").EnumerateArray()
            .SelectMany(static one => one.GetProperty("maddr").EnumerateArray().Where(static group => group.TryGetProperty("family", out var family) && family.GetString() is "inet" or "inet6")
                .Select(group => $"{one.GetProperty("ifname").GetString()} {group.GetProperty("address").GetString()}"))
            .Order(StringComparer.Ordinal).ToList();
        var ours = Inside(NetworkInterfaces.Read).SelectMany(static one => one.Groups.Select(group => $"{one.Name} {group}")).Order(StringComparer.Ordinal);
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, ours);
    }

    [LabFact]
    public void Routes_equal_those_of_ip()
    {
        _lab!.In("client", "ip", "route", "add", "unreachable", "10.9.0.0/16");
        _lab.In("client", "ip", "route", "add", "prohibit", "10.10.0.0/16");
        foreach (var destination in new[] { "127.0.0.1", "10.77.1.2", "10.77.1.1", "10.77.2.2", "192.0.2.1", "fd77:2::2", "fd77:1::1", "::1", "224.0.0.251" })
        {
            var route = Ip("-j", "route", "get", destination).EnumerateArray().Single();
            var ours = Inside(() => RouteQuestion.Ask(IPAddress.Parse(destination)));
            Assert.Equal(
                (destination, Text(route, "dev"), Text(route, "gateway"), Text(route, "prefsrc"), Text(route, "type") ?? "unicast"),
                (destination, ours.Interface, ours.Gateway?.ToString(), ours.Source?.ToString(), ours.Type));
        }

        Assert.Equal("unreachable", Inside(() => RouteQuestion.Ask(IPAddress.Parse("10.9.1.1"))).Type);
        Assert.Equal("prohibited", Inside(() => RouteQuestion.Ask(IPAddress.Parse("10.10.1.1"))).Type);
    }

    void MakeMore()
    {
        _lab!.In("client", "ip", "address", "add", "127.0.0.2/8", "dev", "lo");
        _lab.In("client", "ip", "address", "add", "10.88.0.1", "peer", "10.88.0.2", "dev", "cr");
        _lab.In("client", "ip", "address", "add", "10.77.1.77/24", "broadcast", "10.77.1.255", "valid_lft", "5000", "preferred_lft", "4000", "dev", "cr");
        _lab.In("client", "ip", "link", "add", "va", "type", "veth", "peer", "name", "vb");
        _lab.In("client", "ip", "link", "set", "va", "up", "mtu", "1400");
        _lab.In("client", "ip", "link", "add", "br7", "type", "bridge");
        _lab.In("client", "ip", "link", "set", "vb", "master", "br7");
        Quiet();
    }

    // Neither router solicitations nor addresses that are still being tested.
    void Quiet() => _lab!.In("client", "sysctl", "-qw", "net.ipv6.conf.all.router_solicitations=0");

    static string FromIp(JsonElement link) => string.Join(' ',
    [
        link.GetProperty("ifindex").ToString(), link.GetProperty("ifname").ToString(), link.GetProperty("mtu").ToString(), link.GetProperty("operstate").ToString(), Text(link, "master") ?? "-",
        link.GetProperty("address").ToString(),
        // M-DOWN is no flag of the interface: ip says it where the other end of a pair is down.
        string.Join(',', link.GetProperty("flags").EnumerateArray().Select(static flag => flag.ToString()).Where(static flag => flag != "M-DOWN")),
        .. link.GetProperty("addr_info").EnumerateArray().Select(static address => string.Join('|',
            address.GetProperty("local"), address.GetProperty("prefixlen"), address.GetProperty("scope"), Text(address, "address") ?? "-", Text(address, "broadcast") ?? "-",
            address.TryGetProperty("dynamic", out _) ? "dynamic" : "-", address.GetProperty("valid_life_time").GetUInt32() / 100)),
    ]);

    static string FromUs(InterfaceInfo one) => string.Join(' ',
    [
        one.Index.ToString(), one.Name, one.Mtu.ToString(), one.State, one.Master ?? "-", one.Mac, string.Join(',', one.Flags),
        .. one.Addresses.Select(static address => string.Join('|',
            address.Address, address.PrefixLength, address.Scope, address.Peer?.ToString() ?? "-", address.Broadcast?.ToString() ?? "-",
            address.Flags.Contains("dynamic") ? "dynamic" : "-", (address.Valid is { } valid ? (uint)valid.TotalSeconds : uint.MaxValue) / 100)),
    ]);

    static string StatsFromIp(JsonElement link)
    {
        var (received, sent) = (link.GetProperty("stats64").GetProperty("rx"), link.GetProperty("stats64").GetProperty("tx"));
        return $"{link.GetProperty("ifname")} {received.GetProperty("bytes")} {received.GetProperty("packets")} {received.GetProperty("errors")} {received.GetProperty("dropped")} {received.GetProperty("multicast")} "
            + $"{sent.GetProperty("bytes")} {sent.GetProperty("packets")} {sent.GetProperty("errors")} {sent.GetProperty("dropped")} {sent.GetProperty("collisions")}";
    }

    static string StatsFromUs(InterfaceInfo one) => one.Counters is var c
        ? $"{one.Name} {c.ReceivedBytes} {c.ReceivedPackets} {c.ReceiveErrors} {c.ReceiveDrops} {c.Multicast} {c.SentBytes} {c.SentPackets} {c.SendErrors} {c.SendDrops} {c.Collisions}" : "";

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : null;

    T Inside<T>(Func<T> call) => _lab!.Inside("client", call);

    JsonElement Ip(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", _lab!.Name("client"), "ip", .. arguments]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonDocument.Parse(output).RootElement;
    }
}
