using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Patchbay.Interop.Tests.Scan;

/// <summary>The real program, in a network of its own.</summary>
public class ScanVerbTests
{
    static readonly string[] Listeners = ["127.0.0.1,22", "127.0.0.1,40000", "0.0.0.0,80", "::1,22", "::,443", "10.77.1.2,8080", "127.0.0.1,65535", "127.0.0.1,1"];

    [LabFact("ss", "python3")]
    public async Task A_scan_of_a_local_address_finds_exactly_the_listeners_there()
    {
        await using var lab = new ScanLab();
        await lab.ListenAsync("client", Listeners);
        foreach (var (address, method) in new[] { ("127.0.0.1", "auto"), ("127.0.0.1", "connect"), ("::1", "auto"), ("10.77.1.2", "auto") })
        {
            var (code, output, error) = await lab.RunAsync("client", "scan", address, "-p", "-", "--method", method, "--json");
            Assert.True(code == 0, error);
            Assert.Equal(await lab.ListenersAsync("client", address), Open(output));
            var host = Data(output).GetProperty("hosts")[0];
            Assert.All(host.GetProperty("ports").EnumerateArray().Where(static port => port.GetProperty("state").GetString() == "open"), static port => Assert.StartsWith("python3", port.GetProperty("holder").GetProperty("process").GetString()));
            Assert.Equal(65535, Data(output).GetProperty("totals").GetProperty("settled").GetInt32());
        }
    }

    [LabFact("nmap", "python3")]
    public async Task Nmap_finds_the_same()
    {
        await using var lab = new ScanLab();
        await lab.ListenAsync("client", Listeners);
        var grepable = await lab.OutputAsync("client", "nmap", "-n", "-Pn", "-sT", "-p-", "127.0.0.1", "-oG", "-");
        var (code, output, error) = await lab.RunAsync("client", "scan", "127.0.0.1", "-p", "-", "--grepable", "-");
        Assert.True(code == 0, error);
        Assert.Equal(Ports(grepable), Ports(output));
        Assert.NotEmpty(Ports(output));

        static IEnumerable<string> Ports(string text) =>
            text.Split('\n').Where(static line => line.StartsWith("Host: 127.0.0.1", StringComparison.Ordinal) && line.Contains("Ports: ", StringComparison.Ordinal))
                .SelectMany(static line => line[(line.IndexOf("Ports: ", StringComparison.Ordinal) + 7)..].Split('\t')[0].Split(", ")).Select(static port => string.Join('/', port.Split('/')[..3])).Where(static port => port.Contains("/open/", StringComparison.Ordinal));
    }

    [LabFact("xmllint", "python3")]
    public async Task Xml_is_valid_by_the_document_type_of_nmap()
    {
        const string Type = "/usr/share/nmap/nmap.dtd";
        Assert.True(File.Exists(Type), "nmap is installed and its document type is not.");
        await using var lab = new ScanLab();
        using var folder = new TemporaryFolder();
        await lab.ListenAsync("server", "0.0.0.0,22", "0.0.0.0,443");
        lab.Rules("server", "input", "tcp dport 50-52 reject with icmpx admin-prohibited");
        var (code, _, error) = await lab.RunAsync("client", "scan", "10.77.2.2", "fd77:2::2", "10.77.1.77", "-p", "20-60,443", "--xml", folder["x.xml"], "--timeout", "300ms");
        Assert.True(code == 0, error);
        await lab.OutputAsync("client", "xmllint", "--noout", "--dtdvalid", Type, folder["x.xml"]);

        // The twin: the same tool refuses what is not valid.
        File.WriteAllText(folder["bad.xml"], File.ReadAllText(folder["x.xml"]).Replace("<runstats>", "<runstat>", StringComparison.Ordinal).Replace("</runstats>", "</runstat>", StringComparison.Ordinal));
        await using var refused = ChildProcess.Start("xmllint", ["--noout", "--dtdvalid", Type, folder["bad.xml"]]);
        Assert.NotEqual(0, await refused.FinishAsync());
    }

    [LabFact("jq", "python3")]
    public async Task Lines_parse_after_kill_minus_nine_and_the_state_goes_on_within_the_host()
    {
        await using var lab = new ScanLab();
        using var folder = new TemporaryFolder();
        await lab.ListenAsync("client", [.. Enumerable.Range(1, 200).Select(static number => $"127.0.0.1,{number * 300}")]);
        string[] scan = ["scan", "127.0.0.1", "-p", "-", "--method", "connect", "--state", folder["state"], "--json=lines"];
        var killed = lab.Patchbay("client", [.. scan, "--rate", "10000"]);
        await killed.OutputHas(static text => text.Split("\"event\":\"port\"").Length > 20, "20 ports");
        killed.KillTree();
        await killed.ExitAsync();
        Assert.EndsWith("\n", killed.Output);
        folder.Write("killed.jsonl", killed.Output);
        Assert.Equal(killed.Output.Count(static one => one == '\n'), (await lab.OutputAsync("client", "jq", "-c", "-e", ".event", folder["killed.jsonl"])).Count(static one => one == '\n'));
        Assert.DoesNotContain("\"event\":\"end\"", killed.Output);

        var (code, output, error) = await lab.RunAsync("client", scan);
        Assert.True(code == 0, error);
        Assert.Contains("going on from", error);
        var totals = Event(output, "end").GetProperty("totals");
        Assert.Equal((65535, 200), (totals.GetProperty("settled").GetInt32(), totals.GetProperty("open").GetInt32()));
        Assert.InRange(totals.GetProperty("sent").GetInt32(), 1, 65535 - 20);

        // The same file and another plan.
        var (refused, _, words) = await lab.RunAsync("client", "scan", "127.0.0.1", "-p", "1-9", "--state", folder["state"]);
        Assert.Equal(26, refused);
        Assert.Contains("is the state of another scan", words);
    }

    [NeedsFact("bash")]
    public async Task A_reader_that_has_seen_enough_ends_the_scan_without_an_error()
    {
        using var folder = new TemporaryFolder();
        await using var pipe = ChildProcess.Start("bash", ["-c", "set -o pipefail; \"$0\" scan 127.0.0.1 -p - --all --rate 3000 --method connect --state \"$1\" --json=lines | head -n 2", PatchbayProcess.Path, folder["state"]], PatchbayProcess.Variables);
        Assert.Equal(0, await pipe.FinishAsync());
        Assert.Equal(2, pipe.Output.Count(static one => one == '\n'));
        Assert.DoesNotContain("Broken pipe", pipe.Error);
    }

    [NeedsFact("linux")]
    public async Task An_interrupted_scan_exits_130_with_a_whole_document()
    {
        using var folder = new TemporaryFolder();
        await using var scan = PatchbayProcess.Start("scan", "127.0.0.1", "-p", "-", "--method", "connect", "--rate", "500", "--json", "--state", folder["state"], "--xml", folder["x.xml"]);
        await scan.Process.ErrorHas("method: connect");
        scan.Process.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await scan.Process.ExitAsync());
        Assert.False(Data(scan.Process.Output).GetProperty("complete").GetBoolean());
        Assert.Contains("exit=\"error\"", File.ReadAllText(folder["x.xml"]));
        Assert.Contains("interrupted", scan.Process.Error);
    }

    [LabFact("python3")]
    public async Task What_is_expected_is_checked_and_what_differs_is_told()
    {
        await using var lab = new ScanLab();
        await lab.ListenAsync("client", "127.0.0.1,22", "127.0.0.1,80");
        var (met, _, error) = await lab.RunAsync("client", "scan", "127.0.0.1", "-p", "1-100", "--expect", "22,80");
        Assert.True(met == 0, error);
        var (missed, _, words) = await lab.RunAsync("client", "scan", "127.0.0.1", "-p", "1-100", "--expect", "22,443");
        Assert.Equal(99, missed);
        Assert.Contains("127.0.0.1: 443 expected open, and is closed (reset)", words);
        Assert.Contains("127.0.0.1: 80 is open, and not expected", words);
    }

    [LabFact("python3")]
    public async Task Two_results_are_compared_as_diff_does()
    {
        await using var lab = new ScanLab();
        using var folder = new TemporaryFolder();
        await lab.ListenAsync("client", "127.0.0.1,22");
        folder.Write("a", (await lab.RunAsync("client", "scan", "127.0.0.1", "-p", "1-100", "--json")).Output);
        await lab.ListenAsync("client", "127.0.0.1,80");
        folder.Write("b", (await lab.RunAsync("client", "scan", "127.0.0.1", "-p", "1-100", "--json=lines")).Output);
        Assert.Equal((0, "", ""), await lab.RunAsync("client", "scan", "diff", folder["a"], folder["a"]));
        Assert.Equal((1, "127.0.0.1\n + 80/tcp open, was closed\n", ""), await lab.RunAsync("client", "scan", "diff", folder["a"], folder["b"]));
        var (trouble, _, words) = await lab.RunAsync("client", "scan", "diff", folder["a"], folder.Write("c", "hello"));
        Assert.Equal(26, trouble);
        Assert.Contains("is no result of a scan", words);
    }

    [NeedsFact("linux")]
    public async Task Bad_targets_are_told_while_the_rest_goes_on()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var scan = PatchbayProcess.Start("scan", "127.0.0.1:0", $"127.0.0.1:{port}", "nosuch..invalid", "10.0.0.0/33", "8.8.8.8", "nosuch.invalid");
        Assert.Equal(3, await scan.Process.FinishAsync());
        var error = scan.Process.Error;
        Assert.Contains($"{port}/tcp  open", scan.Process.Output);
        Assert.Contains("patchbay: Port 0 cannot be asked", error);
        Assert.Contains("patchbay: A part of the host name is empty", error);
        Assert.Contains("patchbay: '33' is no prefix length", error);
        Assert.Contains("patchbay: 8.8.8.8 is a public address", error);
        Assert.Contains("patchbay: the name 'nosuch.invalid' was not resolved", error);
    }

    [LabFact]
    public async Task Where_no_route_goes_is_told_and_the_rest_goes_on()
    {
        await using var lab = new ScanLab();
        await lab.OutputAsync("client", "ip", "route", "del", "default");
        foreach (var method in new[] { "syn", "connect" })
        {
            var (code, output, error) = await lab.RunAsync("client", "scan", "10.9.9.9", "127.0.0.1", "-p", "22", "--method", method);
            Assert.Equal(7, code);
            Assert.Contains("22/tcp  closed", output);
            Assert.Contains("patchbay: this machine has no route to 10.9.9.9", error);
            var (vouched, lines, words) = await lab.RunAsync("client", "scan", "10.9.9.9", "127.0.0.1", "-p", "22", "--method", method, "--no-discovery", "--json=lines");
            Assert.Equal(7, vouched);
            Assert.Contains("patchbay: this machine has no route to 10.9.9.9", words);
            Assert.Equal("10.9.9.9", Event(lines, "fault").GetProperty("target").GetString());
        }
    }

    [LabFact("script", "python3")]
    public async Task The_live_view_draws_and_gives_the_terminal_back()
    {
        await using var lab = new ScanLab();
        await lab.ListenAsync("client", "127.0.0.1,22");
        var output = await lab.OutputAsync("client", "script", "-qec", $"{PatchbayProcess.Path} scan 127.0.0.1 -p 1-3000 --rate 3000 --watch", "/dev/null");
        var (begin, end) = (output.IndexOf("\e[?1049h", StringComparison.Ordinal), output.IndexOf("\e[?1049l", StringComparison.Ordinal));
        Assert.InRange(begin, 0, end);
        Assert.Contains("127.0.0.1", output[begin..end]);
        Assert.Contains("22/tcp", output[end..]);
    }

    static JsonElement Data(string document) => JsonDocument.Parse(document).RootElement.GetProperty("data");

    static JsonElement Event(string lines, string name) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).Single(line => line.GetProperty("event").GetString() == name).GetProperty("data");

    static IEnumerable<int> Open(string document) =>
        Data(document).GetProperty("hosts")[0].GetProperty("ports").EnumerateArray().Where(static port => port.GetProperty("state").GetString() == "open").Select(static port => port.GetProperty("port").GetInt32());
}
