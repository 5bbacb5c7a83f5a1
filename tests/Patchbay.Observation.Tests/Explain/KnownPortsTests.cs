namespace Patchbay.Observation.Tests.Explain;

public class KnownPortsTests
{
    [Fact]
    public void Lines_of_services_are_read_and_others_left_out() => Assert.Equal(
        [("http", 80, "tcp", "www"), ("domain", 53, "udp", "")],
        ServicesFile.Parse("# x\nhttp\t\t80/tcp\twww # World\nbroken line\ndomain 53/udp\nbig 70000/tcp\nhalf 80\n").Select(static line => (line.Name, line.Port, line.Protocol, string.Join(' ', line.Aliases))));

    [Fact]
    public void Our_words_go_before_those_of_the_system_and_its_own_are_added()
    {
        var uses = KnownPorts.Merge(KnownPorts.Parse("80/tcp+udp http  the web"), [new("www", 80, "tcp", []), new("xyz", 81, "tcp", [])]);
        Assert.Equal([new PortUse(80, "tcp", "http", "the web"), new PortUse(80, "udp", "http", "the web"), new PortUse(81, "tcp", "xyz", null)], uses);
        Assert.Throws<FormatException>(static () => KnownPorts.Parse("80 http"));
    }

    [Fact]
    public void A_port_is_known_by_number_and_by_name() => Assert.Equal(("https", 5432), (KnownPorts.Of(443)[0].Name, KnownPorts.Named("PostgreSQL")[0].Port));

    [NeedsFact("/etc/services")]
    public void Names_of_our_table_are_those_of_the_system()
    {
        var system = ServicesFile.Read().ToLookup(static line => (line.Port, line.Protocol));
        var ours = KnownPorts.Parse(Glossary.Resource("Ports.txt"));
        Assert.True(ours.Count > 70);
        var other = ours.Where(use => use.Name is not null && system.Contains((use.Port, use.Protocol)) && !system[(use.Port, use.Protocol)].Any(line => line.Aliases.Prepend(line.Name).Contains(use.Name)));
        // Debian writes its own name for some; what matters is that a name we give is not another service's.
        Assert.Equal([], other.Where(use => system.SelectMany(static lines => lines).Any(line => line.Name == use.Name && line.Port != use.Port)).Select(static use => use.Name));
    }

    [Fact]
    public void Counters_stand_in_two_lines()
    {
        const string Text = "Ip: A B\nIp: 1 2\nTcp: RtoMin RetransSegs\nTcp: 200 17\n";
        Assert.Equal(("17", null, null), (KernelCounters.Find(Text, "Tcp", "RetransSegs"), KernelCounters.Find(Text, "Tcp", "Nope"), KernelCounters.Find(Text, "Udp", "A")));
    }
}
