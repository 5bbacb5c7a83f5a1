using System.Globalization;
using System.Runtime.InteropServices;
using Patchbay.Sockets;

namespace Patchbay.Interop.Tests.Raw;

/// <summary>tshark's opinion of packets against ours, field by field.</summary>
public class TsharkTests
{
    // The kernel fills these; a recording without one of them has not tested it.
    static readonly string[] MustOccur = [.. PacketFields.Names.Except(
        ["ipv6.routing.nxt", "ipv6.routing.type", "ipv6.routing.segleft", "icmp.redir_gw", "icmpv6.nd.ra.router_lifetime", "icmpv6.nd.ra.cur_hop_limit", "icmpv6.opt.mtu"])];

    [LabFact("tshark", "tcpdump", "ethtool", "ping")]
    public async Task Tshark_agrees_with_our_decoding_of_recorded_packets_field_by_field()
    {
        using var lab = new NetworkLab();
        using var folder = new TemporaryFolder();
        var traffic = new Traffic(lab);
        traffic.Prepare();
        var files = new[] { "rc", "rs" }.Select(device => Path.Combine(folder.Path, device + ".pcap")).ToArray();
        await using (var near = await RecordAsync(lab, "rc", files[0]))
        await using (var far = await RecordAsync(lab, "rs", files[1]))
        {
            await traffic.RunAsync();
            await Waiting.Until(() => files.All(file => File.ReadAllBytes(file).AsSpan().IndexOf(Traffic.End) >= 0), () => "recorded to the end");
            await StopAsync(near);
            await StopAsync(far);
        }

        var packets = files.SelectMany(file => PcapFile.Read(File.ReadAllBytes(file))).ToList();
        Assert.InRange(packets.Count, 1_000, 100_000);
        var met = await CompareAsync(packets, folder);
        Assert.True(MustOccur.All(met.Contains), $"never recorded: {string.Join(' ', MustOccur.Except(met))}");
    }

    [NeedsFact("tshark")]
    public async Task Tshark_finds_what_we_built_and_good_checksums()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(4);
        var packets = Enumerable.Range(0, 1_000).Select(_ => PacketBuilder.Build(Crafted.Layers(random))).ToList();
        await CompareAsync(packets, folder, allGood: true);
    }

    const string Quoted = "of a quoted packet";

    static async Task<ChildProcess> RecordAsync(NetworkLab lab, string device, string file)
    {
        var tcpdump = ChildProcess.Start("ip", ["netns", "exec", lab.Name("router"), "tcpdump", "-i", device, "-w", file, "-Z", "root", "-n", "-s", "0", "-B", "65536", "-U", "--immediate-mode"]);
        await tcpdump.ErrorHas("listening on");
        return tcpdump;
    }

    static async Task StopAsync(ChildProcess tcpdump)
    {
        tcpdump.Signal(PosixSignal.SIGINT);
        Assert.Equal(0, await tcpdump.ExitAsync());
    }

    /// <summary>Asserts that every field of every packet is the same; returns which fields occurred.</summary>
    static async Task<HashSet<string>> CompareAsync(List<byte[]> packets, TemporaryFolder folder, bool allGood = false)
    {
        var file = Path.Combine(folder.Path, "all.pcap");
        await File.WriteAllBytesAsync(file, PcapFile.Write(packets));
        var theirs = await Tshark.FieldsAsync(file, PacketFields.Names);
        Assert.Equal(packets.Count, theirs.Count);
        var met = new HashSet<string>();
        var differences = new List<string>();
        for (var i = 0; i < packets.Count; i++)
        {
            var ours = PacketFields.Of(packets[i]).Values;
            foreach (var name in PacketFields.Names)
            {
                string[] mine = ours.TryGetValue(name, out var values) ? [.. values] : [];
                var other = Their(theirs[i], name);
                var (left, right) = (string.Join(';', mine), string.Join(';', other));
                met.UnionWith(left.Length > 0 ? [name] : []);
                if (!IsSame(name, mine, other))
                {
                    differences.Add($"packet {i + 1}, {name}: ours {left}, tshark's {right}\n{PacketText.Describe(packets[i], LinkKind.Ethernet)}\n{Convert.ToHexString(packets[i].AsSpan(0, Math.Min(packets[i].Length, 160)))}");
                }
                else if (allGood && name.EndsWith(".status", StringComparison.Ordinal) && !left.Split(';').All(status => status is "" or "1" or "2"))
                {
                    differences.Add($"packet {i + 1}, {name} is {left}");
                }
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences in {packets.Count} packets\n{string.Join("\n\n", differences.Take(12))}\n\n{string.Join('\n', differences.Select(one => one.Split(' ', 4)[2]).CountBy(name => name))}");
        return met;
    }

    static bool IsSame(string name, string[] ours, string[] theirs) => ours.Length == theirs.Length && ours.Zip(theirs).All(pair =>
        pair.First == pair.Second

        // Not every version of tshark counts fragments in bytes; some count in units of eight.
        || (name == "ip.frag_offset" && int.Parse(pair.First, CultureInfo.InvariantCulture) == 8 * int.Parse(pair.Second, CultureInfo.InvariantCulture))

        // It checks no quoted packet that is cut on the way into the error, and few others.
        || (name.EndsWith(".status", StringComparison.Ordinal) && pair.Second == Quoted));

    /// <summary>tshark lists each byte of padding behind the last option as an option of kind 0, and leaves the checksums of quoted packets open.</summary>
    static string[] Their(Dictionary<string, string[]> packet, string name)
    {
        var values = packet.GetValueOrDefault(name, []);
        var isError = packet.ContainsKey("icmp.type") || packet.ContainsKey("icmpv6.type");
        return name is "ip.opt.type" or "tcp.option_kind" ? [.. values.Where(kind => kind != "0")]
            : isError && name is "udp.checksum.status" or "tcp.checksum.status" ? [.. values.Select(status => status == "2" ? Quoted : status)]
            : name is "icmp.checksum.status" or "icmpv6.checksum.status" ? [.. values.Select((status, index) => index > 0 && status == "2" ? Quoted : status)]
            : values;
    }
}
