using System.Buffers;
using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing.Tests;

public class ScanStateTests
{
    static readonly StateRecord[] Each =
    [
        new StateRecord.OfPlan([.. Enumerable.Repeat((byte)7, PlanHash.Length)]),
        new StateRecord.OfHost(new HostFinding(3, true, ProbeReason.EchoReply, TimeSpan.FromMilliseconds(2), IPAddress.Parse("10.0.0.1"))),
        new StateRecord.OfPort(new PortFinding(3, 443, PortState.Filtered, ProbeReason.AdminProhibited, 3, TimeSpan.FromMilliseconds(7), IPAddress.Parse("fe80::1%4"), 61, 13)),
    ];

    [Fact]
    public void Records_are_read_as_they_were_written()
    {
        var bytes = new ArrayBufferWriter<byte>();
        Array.ForEach(Each, record => StateRecords.Write(bytes, record));
        StateRecords.Write(bytes, new StateRecord.OfName("db", [IPAddress.Parse("10.0.0.7"), IPAddress.Parse("fd00::7")]));
        StateRecords.Write(bytes, new StateRecord.OfService(1, 22, new ServiceFinding("ssh", ServiceEvidence.Banner, true, "OpenSSH", null, new string('x', 100_000), new Dictionary<string, string> { ["a"] = "b" })));
        var rest = bytes.WrittenSpan;
        var plan = Assert.IsType<StateRecord.OfPlan>(StateRecords.Read(ref rest));
        Assert.Equal(((StateRecord.OfPlan)Each[0]).Hash, plan.Hash.AsEnumerable());
        Assert.Equal(Each[1], StateRecords.Read(ref rest));
        Assert.Equal(Each[2], StateRecords.Read(ref rest));
        var name = Assert.IsType<StateRecord.OfName>(StateRecords.Read(ref rest));
        Assert.Equal(["10.0.0.7", "fd00::7"], name.Addresses.Select(static address => address.ToString()));
        var service = Assert.IsType<StateRecord.OfService>(StateRecords.Read(ref rest));
        Assert.Equal(("ssh", "OpenSSH", null, "b"), (service.Finding.Name, service.Finding.Product, service.Finding.Version, service.Finding.Facts["a"]));
        Assert.InRange(service.Finding.Info!.Length, 1, 4096);
        Assert.True(rest.IsEmpty);
    }

    [Fact]
    public void Damage_anywhere_is_told_and_nothing_before_it_is_lost()
    {
        var bytes = new ArrayBufferWriter<byte>();
        var ends = Each.Select(record =>
        {
            StateRecords.Write(bytes, record);
            return bytes.WrittenCount;
        }).ToList();
        var random = new Random(3);
        var runs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        for (var run = 0; run < runs; run++)
        {
            var damaged = bytes.WrittenSpan.ToArray();
            var at = random.Next(damaged.Length);
            if (run % 2 == 0)
            {
                damaged[at] ^= (byte)random.Next(1, 256);
            }
            else
            {
                damaged = damaged[..at];
            }

            ReadOnlySpan<byte> rest = damaged;
            var read = 0;
            while (StateRecords.Read(ref rest) is not null)
            {
                read++;
            }

            Assert.Equal(ends.Count(end => end <= at), read);
        }
    }

    [Fact]
    public async Task A_scan_goes_on_within_a_host_where_it_was_killed()
    {
        using var folder = new TemporaryFolder();
        var plan = PortScanTests.Plan("10.0.0.1", "10.0.0.2");
        var first = new FakeEngine(ScanMethod.Connect, static target => target.Port == 22 ? PortState.Open : PortState.Closed);
        using (var state = ScanStateFile.Open(folder["state"]))
        {
            using var stop = new CancellationTokenSource();
            state.Begin(plan, udp: false, ScanShard.Whole, []);
            var engine = new FakeEngine(ScanMethod.Connect, target =>
            {
                if (target is { Host: 1, Port: 22 })
                {
                    stop.Cancel();
                }

                return target.Port == 22 ? PortState.Open : PortState.Closed;
            });
            await Scan(plan, engine, new FakeDiscovery(static _ => true), state, services: false).RunAsync(new Follower(), stop.Token);
            Assert.Equal([0L, 1, 2, 3], engine.Asked);
        }

        // As after kill -9: half a record at the end.
        var whole = await File.ReadAllBytesAsync(folder["state"]);
        await File.WriteAllBytesAsync(folder["state"], whole[..^3]);
        using (var state = ScanStateFile.Open(folder["state"]))
        {
            Assert.True(state.IsResumed);
            Assert.True(state.CutBytes > 0);
            state.Begin(plan, udp: false, ScanShard.Whole, []);
            var (discovery, follower) = (new FakeDiscovery(static _ => true), new Follower());
            var scan = Scan(plan, first, discovery, state, services: true);
            Assert.Equal(ScanEnding.Complete, await scan.RunAsync(follower, CancellationToken.None));
            Assert.Equal([3L, 4, 5], first.Asked);
            Assert.Empty(discovery.Asked);
            Assert.Equal(6, follower.Ports.Count);
            Assert.Equal(2, scan.Report(ScanEnding.Complete, []).Totals.Open);
        }

        // All is known: nothing is asked again, services neither.
        using (var state = ScanStateFile.Open(folder["state"]))
        {
            state.Begin(plan, udp: false, ScanShard.Whole, []);
            var (engine, detector) = (PortScanTests.Engine(), new FakeDetector());
            var scan = new PortScan(new ScanRequest { Plan = plan, Services = true }, PortScanTests.Parts(engine, new FakeDiscovery(static _ => true)) with { Detector = () => detector }, "test", state);
            await scan.RunAsync(new Follower(), CancellationToken.None);
            Assert.Empty(engine.Asked);
            Assert.Empty(detector.Asked);
            Assert.Equal("OpenSSH", scan.ReportHost(1).Ports[0].Service!.Product);
        }
    }

    [Fact]
    public async Task Wherever_a_scan_is_killed_the_next_asks_exactly_what_is_left()
    {
        using var folder = new TemporaryFolder();
        var plan = PortScanTests.Plan([.. Enumerable.Range(1, 20).Select(static host => $"10.0.0.{host}")]);
        using (var state = ScanStateFile.Open(folder["whole"]))
        {
            state.Begin(plan, udp: false, ScanShard.Whole, []);
            await Scan(plan, PortScanTests.Engine(), new FakeDiscovery(static _ => true), state, services: false).RunAsync(new Follower(), CancellationToken.None);
        }

        var bytes = await File.ReadAllBytesAsync(folder["whole"]);
        var random = new Random(5);
        for (var run = 0; run < 25; run++)
        {
            var cut = random.Next(ScanStateFile.Magic.Length + PlanHash.Length + 7, bytes.Length);
            await File.WriteAllBytesAsync(folder["cut"], bytes[..cut]);
            using var state = ScanStateFile.Open(folder["cut"]);
            state.Begin(plan, udp: false, ScanShard.Whole, []);
            var known = state.Records.OfType<StateRecord.OfPort>().Select(one => plan.FirstOf(one.Finding.Host) + plan.PortsOf(one.Finding.Host).IndexOf(one.Finding.Port)).ToList();
            var engine = PortScanTests.Engine();
            var scan = Scan(plan, engine, new FakeDiscovery(static _ => true), state, services: false);
            await scan.RunAsync(new Follower(), CancellationToken.None);
            Assert.Equal(Enumerable.Range(0, 60).Select(static probe => (long)probe), known.Concat(engine.Asked).Order());
            Assert.Equal(60, scan.Report(ScanEnding.Complete, []).Totals.Settled);
        }
    }

    [Fact]
    public void The_state_of_another_plan_is_refused()
    {
        using var folder = new TemporaryFolder();
        var plan = PortScanTests.Plan("10.0.0.1");
        using (var state = ScanStateFile.Open(folder["state"]))
        {
            state.Begin(plan, udp: false, ScanShard.Whole, []);
        }

        foreach (var (other, udp, shard) in new[] { (PortScanTests.Plan("10.0.0.2"), false, ScanShard.Whole), (plan, true, ScanShard.Whole), (plan, false, new ScanShard(1, 2)), (new ScanPlan(plan.Hosts, [22]), false, ScanShard.Whole) })
        {
            using var state = ScanStateFile.Open(folder["state"]);
            Assert.Equal(ScanFailure.BadFile, Assert.Throws<ScanException>(() => state.Begin(other, udp, shard, [])).Failure);
        }

        using var same = ScanStateFile.Open(folder["state"]);
        same.Begin(plan, udp: false, ScanShard.Whole, []);
    }

    [Fact]
    public void What_is_no_state_is_refused_and_left_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("notes.txt", "my notes\n");
        Assert.Equal(ScanFailure.BadFile, Assert.Throws<ScanException>(() => ScanStateFile.Open(path)).Failure);
        Assert.Equal("my notes\n", File.ReadAllText(path));
    }

    [Fact]
    public void Two_scans_cannot_share_a_state()
    {
        using var folder = new TemporaryFolder();
        using var first = ScanStateFile.Open(folder["state"]);
        first.Begin(PortScanTests.Plan("10.0.0.1"), udp: false, ScanShard.Whole, []);
        Assert.Throws<ScanException>(() => ScanStateFile.Open(folder["state"]));
    }

    [Fact]
    public void A_name_keeps_the_addresses_it_had_when_the_scan_began()
    {
        using var folder = new TemporaryFolder();
        using (var state = ScanStateFile.Open(folder["state"]))
        {
            state.Begin(PortScanTests.Plan("10.0.0.1"), udp: false, ScanShard.Whole, [KeyValuePair.Create("db", ImmutableArray.Create(IPAddress.Parse("10.0.0.1")))]);
        }

        using var again = ScanStateFile.Open(folder["state"]);
        Assert.Equal("10.0.0.1", Assert.Single(again.Names["db"]).ToString());
    }

    [NeedsFact("linux")]
    public void A_full_disk_ends_the_state_and_not_the_scan()
    {
        var plan = PortScanTests.Plan("10.0.0.1");
        var follower = new Follower();
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using var state = ScanStateFile.Over(full);
        var recorder = new ScanRecorder(plan, new ScanResults(plan), state, follower);
        foreach (var port in plan.PortsOf(0))
        {
            recorder.Found(new PortFinding(0, port, PortState.Open, ProbeReason.SynAck, 1));
            recorder.Flush();
        }

        Assert.Contains("can no longer be written", Assert.Single(follower.Notices));
        Assert.Equal(3, follower.Ports.Count);
    }

    static PortScan Scan(ScanPlan plan, FakeEngine engine, FakeDiscovery discovery, ScanStateFile state, bool services) =>
        new(new ScanRequest { Plan = plan, Services = services }, PortScanTests.Parts(engine, discovery), "test", state);
}
