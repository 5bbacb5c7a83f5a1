using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Probing.Tests.Engines;

/// <summary>The SYN scan in namespaces of its own.</summary>
[Collection(AloneCollection.Name)]
public class SynScanTests
{
    [LabTheory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.77.1.2")]
    public void A_scan_of_our_own_address_finds_exactly_the_listeners_and_leaves_nothing_behind(string address)
    {
        using var lab = new NetworkLab();
        lab.Inside("client", () =>
        {
            var ports = (int[])[1, 22, 40_000, 65_535];
            var listeners = ports.Select(port => Listen(IPAddress.Parse(address), port)).ToList();
            // Pipes of the lab's commands are closed by a collection.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var descriptors = Descriptors.Open;
            var scan = new RecordedScan().Run(new SynScanEngine(), RecordedScan.Plan([address], Enumerable.Range(1, 65_535)), new ScanTuning { Seed = 3 });
            Assert.InRange(Descriptors.Open, 0, descriptors);
            Assert.Equal(65_535, scan.ByPort().Count);
            Assert.Equal(ports, scan.Findings.Where(static one => one.State == PortState.Open).Select(static one => (int)one.Port).Order());
            Assert.All(scan.Findings, static one => Assert.True(one.State is PortState.Open or PortState.Closed && one.TimeToLive == 64, $"{one}"));

            // Nobody was connected to: what was half open the kernel has reset.
            Assert.All(listeners, static one => Assert.False(one.Poll(0, SelectMode.SelectRead)));
            listeners.ForEach(static one => one.Dispose());
            return true;
        });
    }

    [LabFact]
    public void Forged_answers_are_not_believed()
    {
        using var lab = new NetworkLab();
        lab.Rules("server", "input", "ip protocol tcp drop");
        using var over = new CancellationTokenSource();
        var forged = 0;
        var forger = new Thread(() => lab.Inside("server", () =>
        {
            using var raw = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw);
            raw.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.HeaderIncluded, true);
            var (from, to) = (IPAddress.Parse("10.77.2.2"), IPAddress.Parse("10.77.1.2"));
            while (!over.IsCancellationRequested)
            {
                // Whoever does not see the probe does not know its sequence number.
                for (var port = 61_024; port < 65_536 && !over.IsCancellationRequested; port++)
                {
                    var flags = port % 2 == 0 ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Rst | TcpFlags.Ack;
                    var layer = new TcpLayer(80, (ushort)port) { Flags = flags, AcknowledgmentNumber = (uint)Random.Shared.Next() };
                    raw.SendTo(PacketBuilder.Build(new Ipv4Layer(from, to), layer), new IPEndPoint(to, 0));
                    forged++;
                }
            }

            return true;
        }));
        forger.Start();
        RecordedScan scan;
        try
        {
            scan = lab.Inside("client", static () => new RecordedScan().Run(new SynScanEngine(), RecordedScan.Plan(["10.77.2.2"], [80]), new ScanTuning { InitialTimeout = TimeSpan.FromMilliseconds(400) }));
        }
        finally
        {
            over.Cancel();
            forger.Join();
        }

        Assert.True(forged > 0);
        Assert.Equal((PortState.Filtered, ProbeReason.NoResponse), (scan.Findings.Single().State, scan.Findings.Single().Reason));
        Assert.Equal(0, scan.Counts.Received);
    }

    [LabFact]
    public void Without_the_right_the_scan_says_which_one_is_missing()
    {
        var thread = new Thread(() =>
        {
            WithoutRights.Drop();
            var error = Assert.Throws<ScanException>(static () => new RecordedScan().Run(new SynScanEngine(), RecordedScan.Plan(["127.0.0.1"], [80])));
            Assert.Equal(ScanFailure.Denied, error.Failure);
            Assert.Contains("CAP_NET_RAW", error.Hint, StringComparison.Ordinal);
            _connect = new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan(["127.0.0.1"], [1]));
        });
        thread.Start();
        thread.Join();
        Assert.Single(_connect!.Findings);
    }

    RecordedScan? _connect;

    [LabFact]
    public void What_a_local_rule_forbids_to_send_and_what_has_no_route_is_told_as_such()
    {
        using var lab = new NetworkLab();
        lab.Rules("client", "output", "tcp dport 81 drop");
        lab.In("client", "ip", "route", "add", "unreachable", "10.99.1.0/24");
        lab.In("client", "ip", "route", "delete", "default");
        var scan = lab.Inside("client", static () => new RecordedScan().Run(new SynScanEngine(), RecordedScan.Plan(["10.77.1.1", "10.99.1.1", "10.99.3.1", "fd99::1"], [80, 81]))).ByPort();
        Assert.Equal((PortState.Closed, ProbeReason.Reset), What(scan[(0, 80)]));
        Assert.Equal((PortState.Unknown, ProbeReason.LocalRule), What(scan[(0, 81)]));
        Assert.Equal((PortState.Filtered, ProbeReason.HostUnreachable), What(scan[(1, 80)]));
        Assert.Equal((PortState.Filtered, ProbeReason.NetUnreachable), What(scan[(2, 80)]));
        Assert.Equal(8, scan.Count);
    }

    [Fact]
    public void A_block_of_source_ports_is_held_by_one_scan_alone()
    {
        using var one = SourcePorts.Reserve(withV4: true, withV6: true);
        using var other = SourcePorts.Reserve(withV4: true, withV6: true);
        Assert.NotEqual(one.First, other.First);
        Assert.Equal(0, one.First % SourcePorts.Count);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => socket.Bind(new IPEndPoint(IPAddress.Any, one.Of(5))));
    }

    static (PortState State, ProbeReason Reason) What(PortFinding finding) => (finding.State, finding.Reason);

    static Socket Listen(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(8);
        return listener;
    }
}
