using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing.Tests.Engines;

/// <summary>
/// The ground truth: a server behind a router, whose ports are each of a kind that rules make. Every tenth port from 2000 on is of the same kind, for both address families.
/// </summary>
sealed class FirewallMatrix : IDisposable
{
    public const string Server4 = "10.77.2.2", Server6 = "fd77:2::2";

    const int First = 2000;

    static readonly (string Rule4, string Rule6, PortState State, ProbeReason Reason4, ProbeReason Reason6, bool ByServer)[] Kinds =
    [
        ("", "", PortState.Open, ProbeReason.SynAck, ProbeReason.SynAck, false),
        ("", "", PortState.Closed, ProbeReason.Reset, ProbeReason.Reset, false),
        ("drop", "drop", PortState.Filtered, ProbeReason.NoResponse, ProbeReason.NoResponse, false),
        ("reject with icmp type port-unreachable", "reject with icmpv6 type port-unreachable", PortState.Filtered, ProbeReason.PortUnreachable, ProbeReason.PortUnreachable, true),
        ("reject with icmp type host-unreachable", "reject with icmpv6 type addr-unreachable", PortState.Filtered, ProbeReason.HostUnreachable, ProbeReason.HostUnreachable, true),
        ("reject with icmp type net-unreachable", "reject with icmpv6 type no-route", PortState.Filtered, ProbeReason.NetUnreachable, ProbeReason.NetUnreachable, true),
        ("reject with icmp type admin-prohibited", "reject with icmpv6 type admin-prohibited", PortState.Filtered, ProbeReason.AdminProhibited, ProbeReason.AdminProhibited, true),
        ("reject with icmp type host-prohibited", "reject with icmpv6 type admin-prohibited", PortState.Filtered, ProbeReason.HostProhibited, ProbeReason.AdminProhibited, true),
        ("reject with icmp type net-prohibited", "reject with icmpv6 type admin-prohibited", PortState.Filtered, ProbeReason.NetProhibited, ProbeReason.AdminProhibited, true),
        ("reject with tcp reset", "reject with tcp reset", PortState.Closed, ProbeReason.Reset, ProbeReason.Reset, false),
    ];

    readonly List<Socket> _listeners = [];

    /// <summary>A matrix with some ports of each kind.</summary>
    /// <param name="each">Ports of each kind.</param>
    /// <param name="loss">The share that the router loses of what passes it, each way, in percent.</param>
    public FirewallMatrix(int each, int loss)
    {
        Ports = [.. Enumerable.Range(First, each * Kinds.Length)];
        Lab = new NetworkLab();
        try
        {
            Lab.In("router", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0", "net.ipv4.icmp_msgs_per_sec=100000");
            Lab.In("server", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0", "net.ipv4.icmp_msgs_per_sec=100000");
            var rules = Kinds.SelectMany((kind, at) => kind.Rule4.Length == 0 ? [] : new[] { $"meta nfproto ipv4 tcp dport {Set(at)} {kind.Rule4}", $"meta nfproto ipv6 tcp dport {Set(at)} {kind.Rule6}" });
            Table("server", "input", rules);
            if (loss > 0)
            {
                // TCP and ICMP errors: neighbour discovery is not forwarded anyway.
                Table("router", "forward", [$"numgen random mod 100 < {loss} drop"]);
            }

            Lab.Inside("server", () =>
            {
                foreach (var port in Ports.Where(static port => port % Kinds.Length == 0))
                {
                    var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
                    listener.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
                    listener.Listen(64);
                    _listeners.Add(listener);
                }

                return true;
            });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public NetworkLab Lab { get; }

    public IReadOnlyList<int> Ports { get; }

    public static (PortState State, ProbeReason Reason) Truth(int port, bool isV6)
    {
        var kind = Kinds[port % Kinds.Length];
        return (kind.State, isV6 ? kind.Reason6 : kind.Reason4);
    }

    /// <summary>The kinds whose evidence is a packet with an address of its own.</summary>
    public static bool HasReporter(int port) => Kinds[port % Kinds.Length].ByServer;

    /// <summary>Replaces the rules of a namespace.</summary>
    public void Table(string role, string hook, IEnumerable<string> rules) =>
        Lab.In(role, "nft", $"add table inet lab; delete table inet lab; add table inet lab; add chain inet lab rules {{ type filter hook {hook} priority 0; }}; " + string.Join("; ", rules.Select(static rule => "add rule inet lab rules " + rule)));

    public void Dispose()
    {
        _listeners.ForEach(static listener => listener.Dispose());
        Lab.Dispose();
    }

    string Set(int kind) => "{ " + string.Join(", ", Ports.Where(port => port % Kinds.Length == kind)) + " }";
}
