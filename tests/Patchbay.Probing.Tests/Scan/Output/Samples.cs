using System.Collections.Immutable;
using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing.Tests;

/// <summary>Results with everything that outputs have to cope with.</summary>
static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static ScanReport Report(params HostResult[] hosts) => new(
        new ScanHeader("patchbay scan db <x> -p 1-100", Start, ScanMethod.Connect, "connect (raw sockets are not allowed here)", hosts.Length, 103, null), Start.AddSeconds(1.5), ScanEnding.Complete, hosts,
        new ScanTotals(hosts.Count(static host => host.IsUp == true), hosts.Count(static host => host.IsUp == false), 2, 103, 110, 104, 0, 0), ["slowed down"], []);

    public static HostResult Db(params PortResult[] more) => new(IPAddress.Parse("10.0.0.7"), "db", true, ProbeReason.EchoReply, TimeSpan.FromMilliseconds(0.4),
    [
        new PortResult(22, PortState.Open, ProbeReason.SynAck, 1, TimeSpan.FromMilliseconds(0.21), TimeToLive: 64) { UsualName = "ssh", Holder = new SocketHolder(12, "sshd") },
        new PortResult(80, PortState.Open, ProbeReason.SynAck, 2, TimeSpan.FromMilliseconds(12))
        {
            UsualName = "http",
            Service = new ServiceFinding("http", ServiceEvidence.Handshake, true, "nginx", "1.2/3", "Title \u001b[31m\u0000 <b>, x", ImmutableDictionary<string, string>.Empty.Add("title", "Title")),
        },
        new PortResult(443, PortState.Filtered, ProbeReason.AdminProhibited, 1, default, IPAddress.Parse("10.0.0.1")),
        .. more,
    ],
    [new PortGroup(PortState.Closed, ProbeReason.Reset, [.. Enumerable.Range(1000, 99).Select(static port => (ushort)port)]), new PortGroup(PortState.Closed, ProbeReason.NoResponse, [5000])]);

    public static HostResult Gone { get; } = new(IPAddress.Parse("fe80::9%3"), null, false, ProbeReason.NoResponse, default, [], []);
}
