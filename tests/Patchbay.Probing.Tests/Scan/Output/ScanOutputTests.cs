using System.Text;
using System.Text.Json;
using System.Xml;

namespace Patchbay.Probing.Tests;

public class ScanOutputTests
{
    [Fact]
    public void The_table_has_a_block_a_host() => Assert.Equal(
        """
        db (10.0.0.7) is up (echo-reply, 0.4 ms)
        PORT     STATE     REASON                          TIME    SERVICE     DETAILS
        22/tcp   open      syn-ack                         0.2 ms  ssh?        sshd (pid 12)
        80/tcp   open      syn-ack                         12 ms   http (TLS)  nginx 1.2/3 · Title ?[31m? <b>, x
        443/tcp  filtered  admin-prohibited from 10.0.0.1
        not shown: 99 closed (reset), 1 closed (no-response)

        fe80::9%3 is down (no-response)


        """, ScanTable.Format(Samples.Report(Samples.Db(), Samples.Gone)));

    [Fact]
    public void Many_hosts_that_are_down_are_counted()
    {
        var text = ScanTable.Format(Samples.Report([Samples.Db(), .. Enumerable.Repeat(Samples.Gone, 200)]));
        Assert.Contains("200 hosts are down", text);
        Assert.DoesNotContain("fe80", text);
    }

    [Fact]
    public void The_summary_tells_what_was_not_finished_or_lost()
    {
        var report = Samples.Report(Samples.Db());
        Assert.Equal("1 host up, 0 down; 2 open of 103 ports; 110 probes in 1.5 s", ScanTable.Summary(report));
        Assert.EndsWith("; our own queue lost 7 answers; interrupted, 103 of 103 ports were settled", ScanTable.Summary(report with { Ending = ScanEnding.Interrupted, Totals = report.Totals with { Dropped = 7 } }));
    }

    [Fact]
    public void Json_is_read_back_as_it_was_written()
    {
        var report = Samples.Report(Samples.Db(), Samples.Gone);
        var text = Json(report);
        var back = ScanReader.Read(text, "x");
        Assert.Equal(text, Json(back));
        Assert.Equal(103, back.Hosts[0].Count);
        Assert.Equal(report.Hosts[0].Every().Order(), back.Hosts[0].Every().Order());
        Assert.Equal("nginx", back.Hosts[0].Ports[1].Service!.Product);
        Assert.Equal(12, back.Hosts[0].Ports[0].Holder!.Pid);
    }

    [Fact]
    public void Lines_that_were_cut_anywhere_are_read_as_far_as_they_go()
    {
        const string Lines =
            """
            {"v":1,"event":"begin","data":{"arguments":"patchbay scan x","started":"2026-11-21T12:00:00+00:00","protocol":"tcp","method":"syn","methodWords":"SYN","hostsAsked":1,"portsAsked":3}}
            {"v":1,"event":"host","data":{"address":"10.0.0.7","state":"up","reason":"echo-reply"}}
            {"v":1,"event":"port","data":{"address":"10.0.0.7","port":22,"state":"open","reason":"syn-ack","tries":1}}
            {"v":1,"event":"progress","data":{"phase":"ports"}}
            {"v":1,"event":"port","data":{"address":"10.0.0.7","port":80,"state":"open","reason":"syn-ack","tries":1}}

            """;
        for (var length = Lines.IndexOf('\n', StringComparison.Ordinal) + 1; length <= Lines.Length; length++)
        {
            var report = ScanReader.Read(Lines[..length], "x");
            Assert.Equal(ScanEnding.Interrupted, report.Ending);
            Assert.InRange(report.Totals.Open, 0, 2);
        }

        Assert.Equal([22, 80], ScanReader.Read(Lines, "x").Hosts[0].Ports.Select(static port => (int)port.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("{\"event\":\"scan\",\"data\":{}}")]
    [InlineData("{\"event\":\"why\",\"data\":{}}")]
    [InlineData("{\"event\":\"scan\",\"data\":{\"arguments\":\"x\",\"started\":\"yesterday\"}}")]
    public void What_is_no_result_is_refused_in_words(string text) => Assert.Equal(ScanFailure.BadFile, Assert.Throws<ScanException>(() => ScanReader.Read(text, "x.json")).Failure);

    [Fact]
    public void No_text_breaks_the_reader_of_results()
    {
        var seed = Json(Samples.Report(Samples.Db(), Samples.Gone));
        var random = new Random(8);
        var runs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 3_000;
        var read = 0;
        for (var run = 0; run < runs; run++)
        {
            var text = new StringBuilder(seed);
            for (var changes = random.Next(3); changes > 0; changes--)
            {
                var at = random.Next(text.Length);
                text[at] = "0\"{}[],:x-9"[random.Next(11)];
            }

            try
            {
                _ = ScanReader.Read(text.ToString(), "x");
                read++;
            }
            catch (ScanException)
            {
            }
        }

        Assert.InRange(read, runs / 10, runs);
    }

    [Fact]
    public void Xml_has_the_structure_that_readers_of_nmaps_expect()
    {
        var xml = new XmlDocument { XmlResolver = null };
        using var output = new MemoryStream();
        ScanXml.Write(output, Samples.Report(Samples.Db(), Samples.Gone) with { Ending = ScanEnding.Interrupted }, "0.1.0");
        xml.LoadXml(Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal("nmaprun", xml.DocumentElement!.Name);
        Assert.Equal("nmaprun", xml.DocumentType!.Name);
        Assert.Equal(["up", "down"], Values("//host/status/@state"));
        Assert.Equal(["ipv4", "ipv6"], Values("//host/address/@addrtype"));
        Assert.Equal(["100"], Values("//extraports/@count"));
        Assert.Equal(["99", "1"], Values("//extrareasons/@count"));
        Assert.Equal(["22", "80", "443"], Values("//port/@portid"));
        Assert.Equal(["10.0.0.1"], Values("//state/@reason_ip"));
        Assert.Equal(["sshd (pid 12)"], Values("//owner/@name"));
        Assert.Equal(["ssl"], Values("//service/@tunnel"));
        Assert.Equal(["Title ?[31m? <b>, x"], Values("//service/@extrainfo"));
        Assert.Equal(["error"], Values("//finished/@exit"));

        IEnumerable<string> Values(string path) => xml.SelectNodes(path)!.Cast<XmlNode>().Select(static node => node.Value!);
    }

    [Fact]
    public void Grepable_lines_keep_their_separators_to_themselves()
    {
        var lines = ScanGrepable.Format(Samples.Report(Samples.Db(), Samples.Gone), "0.1.0").Split('\n');
        Assert.StartsWith("# patchbay 0.1.0 scan initiated Sat Nov 21 12:00:00 2026 as: ", lines[0]);
        Assert.Equal("Host: 10.0.0.7 (db)\tStatus: Up", lines[1]);
        Assert.Equal("Host: 10.0.0.7 (db)\tPorts: 22/open/tcp/sshd (pid 12)/ssh?///, 80/open/tcp//ssl|http//nginx 1.2|3 Title ?[31m? <b>; x/, 443/filtered/tcp/////\tIgnored State: closed (100)", lines[2]);
        Assert.Equal("Host: fe80::9%3 ()\tStatus: Down", lines[3]);
    }

    [Fact]
    public void A_state_of_many_ports_is_told_in_a_sum_and_of_few_port_by_port()
    {
        var plan = new ScanPlan([new ScanHost(System.Net.IPAddress.Loopback)], [.. Enumerable.Range(1, 30).Select(static port => (ushort)port)]);
        var results = new ScanResults(plan);
        foreach (var port in plan.PortsOf(0))
        {
            Assert.True(results.Add(new PortFinding(0, port, port == 1 ? PortState.Open : port <= 5 ? PortState.Filtered : PortState.Closed, port % 2 == 0 ? ProbeReason.Reset : ProbeReason.NoResponse, 1)));
            Assert.False(results.Add(new PortFinding(0, port, PortState.Open, ProbeReason.SynAck, 1)));
        }

        Assert.False(results.Add(new PortFinding(0, 31, PortState.Open, ProbeReason.SynAck, 1)));
        var host = results.Report(0, static _ => null, all: false);
        Assert.Equal([1, 2, 3, 4, 5], host.Ports.Select(static port => (int)port.Port));
        Assert.Equal([13, 12], host.NotShown.Select(static group => group.Ports.Length));
        Assert.Equal(30, host.Count);
        Assert.Equal(30, results.Report(0, static _ => null, all: true).Ports.Count);
    }

    internal static string Json(ScanReport report)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("event", "scan");
            json.WriteStartObject("data");
            ScanJson.Write(json, report);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
