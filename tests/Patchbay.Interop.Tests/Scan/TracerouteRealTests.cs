using System.Runtime.InteropServices;
using System.Text.Json;

namespace Patchbay.Interop.Tests.Scan;

/// <summary>The program in a chain of routers, beside Debian's traceroute.</summary>
public class TracerouteRealTests
{
    static readonly string[] Roles = ["client", "r1", "r2", "r3", "server"];
    static readonly string[] Path = ["10.77.1.1", "10.77.2.2", "10.77.3.2", "10.77.4.2"];

    static NetworkLab MakeLab()
    {
        var lab = new NetworkLab(Roles);
        foreach (var role in Roles)
        {
            lab.In(role, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
        }

        return lab;
    }

    // As nobody: without groups, rights and what root's environment says.
    static ChildProcess AsNobody(NetworkLab lab, params string[] arguments) =>
        ChildProcess.Start("ip", ["netns", "exec", lab.Name("client"), "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", .. arguments], PatchbayProcess.Variables.Append(new("HOME", "/tmp")).ToDictionary());

    [LabFact("setpriv")]
    public async Task Nobody_traces_by_udp_tcp_and_where_it_is_allowed_by_icmp()
    {
        using var lab = MakeLab();
        lab.In("client", "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647");
        foreach (var (method, means, end, code) in new[] { ("icmp", "ICMP echo, ping socket", "reached", 0), ("udp", "UDP", "reached", 0), ("tcp", "TCP", "refused", 7) })
        {
            await using var trace = AsNobody(lab, PatchbayProcess.Path, "traceroute", "-n", "--json", "--wait", "20s", "--method", method, "10.77.4.2");
            Assert.Equal((code, ""), (await trace.FinishAsync(), trace.Output.Length == 0 ? trace.Error : ""));
            var data = JsonDocument.Parse(trace.Output).RootElement.GetProperty("data");
            Assert.Equal(Path, data.GetProperty("hops").EnumerateArray().Select(static hop => hop.GetProperty("responders")[0].GetProperty("address").GetString()!));
            Assert.Equal((means, end), (data.GetProperty("means").GetString(), data.GetProperty("end").GetProperty("kind").GetString()));
        }
    }

    [LabFact("setpriv")]
    public async Task Without_the_right_for_icmp_udp_is_taken_and_icmp_by_name_is_refused_in_words()
    {
        using var lab = MakeLab();
        await using (var trace = AsNobody(lab, PatchbayProcess.Path, "traceroute", "-n", "--wait", "20s", "10.77.4.2"))
        {
            Assert.Equal(0, await trace.FinishAsync());
            Assert.Contains("UDP port 33434", trace.Error);
            Assert.EndsWith($"10.77.4.2 answers at hop 4 after {trace.Output[(trace.Output.LastIndexOf("after ", StringComparison.Ordinal) + 6)..]}", trace.Output);
        }

        await using var denied = AsNobody(lab, PatchbayProcess.Path, "traceroute", "-n", "--method", "icmp", "10.77.4.2");
        Assert.Equal(9, await denied.FinishAsync());
        Assert.StartsWith("patchbay: ICMP echo is not permitted to this user\nWithout --method, UDP is taken", denied.Error);
    }

    [LabFact("traceroute")]
    public async Task Debians_traceroute_sees_the_same_routers()
    {
        using var lab = MakeLab();
        await using var theirs = ChildProcess.Start("ip", ["netns", "exec", lab.Name("client"), "traceroute", "-n", "-q", "1", "-w", "20", "10.77.4.2"]);
        Assert.Equal(0, await theirs.FinishAsync());
        var seen = theirs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        Assert.Equal(Path, seen);
    }

    [LabFact]
    public async Task A_watch_ends_by_ctrl_c_with_its_table_and_every_line_of_json_is_whole()
    {
        using var lab = MakeLab();
        await using var watch = ChildProcess.Start("ip", ["netns", "exec", lab.Name("client"), PatchbayProcess.Path, "traceroute", "-n", "--watch", "--interval", "50ms", "--json=lines", "10.77.4.2"], PatchbayProcess.Variables);
        await watch.OutputHas(static text => text.Split("\"event\":\"round\"").Length > 3, "three rounds");
        watch.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await watch.ExitAsync());
        var events = watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()).ToList();
        Assert.Equal("traceroute", events[^1]);
        Assert.All(events[..^1], static name => Assert.Equal("round", name));
    }
}
