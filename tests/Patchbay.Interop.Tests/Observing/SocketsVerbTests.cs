using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Patchbay.Interop.Tests.Observing;

/// <summary>The verbs that look, as the real program, over sockets that are known.</summary>
public sealed partial class SocketsVerbTests : IAsyncLifetime
{
    SocketNamespace? _place;

    public async Task InitializeAsync() => _place = Needs.Missing(["linux", "root", "unshare", "nsenter", "python3", "ip"]) is null ? await SocketNamespace.MakeAsync() : null;

    public async Task DisposeAsync()
    {
        if (_place is not null)
        {
            await _place.DisposeAsync();
        }
    }

    [NeedsFact("linux", "root", "unshare", "nsenter", "python3", "ss")]
    public async Task Every_socket_has_a_row_in_the_table_and_in_the_document()
    {
        var ss = Sorted(await _place!.RunAsync("ss", "-Htuan"), static cells => $"{cells[0]} {cells[4]} {cells[5]}");
        var table = Sorted(await _place.PatchbayAsync("sockets", "-tuH", "--bare"), static cells => $"{cells[0]} {cells[4]} {cells[5]}");
        Assert.Equal(1413, ss.Count);
        Assert.Equal(ss.Count, table.Count);
        Assert.Equal(ss.Where(static row => !row.Contains(":*", StringComparison.Ordinal)), table.Where(static row => !row.EndsWith(" -", StringComparison.Ordinal)));

        var run = await _place.PatchbayAsync("sockets", "-tu", "--bare", "--json", "--tcp-info");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var data = JsonDocument.Parse(run.Output).RootElement.GetProperty("data");
        Assert.Equal(table, data.GetProperty("sockets").EnumerateArray().Select(Row).Order(StringComparer.Ordinal));
        Assert.Equal((1413, 0), (data.GetProperty("count").GetInt32(), data.GetProperty("missing").GetArrayLength()));
        Assert.All(data.GetProperty("sockets").EnumerateArray().Where(static one => one.GetProperty("state").GetString() == "ESTABLISHED" && one.GetProperty("kind").GetString() == "tcp"),
            static one => Assert.True(one.GetProperty("tcp").GetProperty("sendMss").GetInt32() > 0));
    }

    [NeedsFact("linux", "root", "unshare", "nsenter", "python3")]
    public async Task A_port_names_its_holder_and_a_wrong_filter_its_place()
    {
        var port = await _place!.PatchbayAsync("sockets", "127.0.0.1:8000");
        Assert.Equal(0, port.Code);
        Assert.Contains($"python3 (pid {_place.HolderProcess.Id}) listens on 127.0.0.1:{SocketNamespace.Port}, the same address", port.Output);
        Assert.Contains("would fail: address already in use", port.Output);
        var free = await _place.PatchbayAsync("sockets", "127.0.0.1:8003");
        Assert.DoesNotContain("would fail", free.Output);

        var wrong = await _place.PatchbayAsync("sockets", "state established and sport == 8000x");
        Assert.Equal((2, ""), (wrong.Code, wrong.Output));
        var lines = wrong.Error.Split('\n');
        Assert.Equal("state established and sport == 8000x", lines[1]);
        Assert.Matches(@"^ +\^$", lines[2]);
        Assert.InRange(lines[2].Length, lines[1].IndexOf("==", StringComparison.Ordinal), lines[1].Length);
    }

    [NeedsFact("linux", "root", "unshare", "nsenter", "python3", "script")]
    public async Task Killing_asks_and_ends_only_what_was_meant()
    {
        string[] kill = ["sockets", "--kill", "dport = 8000 and sport != 8000 and src 127.0.0.1"];
        var mute = await _place!.PatchbayAsync(kill);
        Assert.Equal(2, mute.Code);
        Assert.StartsWith("patchbay: --kill asks before it ends 700 sockets, and there is no terminal to answer on", mute.Error, StringComparison.Ordinal);
        foreach (var (answer, code, left) in new[] { ("n", 1, 1403), ("y", 0, 3) })
        {
            await using var script = _place.Start("script", "-qec", $"'{PatchbayProcess.Path}' {kill[0]} {kill[1]} '{kill[2]}'", "/dev/null");
            await script.OutputHas(static text => text.Contains("End 700 sockets?", StringComparison.Ordinal), "the question");
            await script.WriteAsync(answer + "\n");
            Assert.Equal(code, await script.FinishAsync());
            Assert.Contains(code == 0 ? "ended 700 sockets" : "nothing was ended", script.Output);
            // The peers of what was ended got a reset: they are gone too.
            Assert.Equal(left, Sorted(await _place.PatchbayAsync("sockets", "-tH", "--bare"), static cells => cells[4]).Count);
        }
    }

    [NeedsFact("linux", "root", "unshare", "nsenter", "python3")]
    public async Task A_watch_says_what_is_there_and_what_comes_and_ends_in_whole_lines()
    {
        await using var watch = _place!.Start(PatchbayProcess.Path, "sockets", "-tu", "--watch", "--interval", "100ms", "--json=lines", "sport = 9009 or sport = 9123");
        await watch.OutputHas(static text => text.Contains("\"there\"", StringComparison.Ordinal) && text.EndsWith('\n'), "there");
        await using var later = _place.Start("python3", "-c", "import socket, sys; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('127.0.0.1', 9123)); sys.stdin.read()");
        await watch.OutputHas(static text => text.Contains("\"opened\"", StringComparison.Ordinal), "opened");
        later.CloseInput();
        await watch.OutputHas(static text => text.Contains("\"closed\"", StringComparison.Ordinal), "closed");
        watch.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await watch.ExitAsync());
        Assert.EndsWith("\n", watch.Output);
        var events = watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([("there", 9009), ("opened", 9123), ("closed", 9123)],
            events.Where(static one => one.GetProperty("data").TryGetProperty("localPort", out _)).Select(static one => (one.GetProperty("event").GetString(), one.GetProperty("data").GetProperty("localPort").GetInt32())));
    }

    [NeedsFact("linux", "root", "unshare", "nsenter", "python3", "ip")]
    public async Task Interfaces_equal_those_of_ip()
    {
        Assert.Equal(0, (await _place!.RunAsync("ip", "link", "add", "va", "type", "veth", "peer", "name", "vb")).Code);
        Assert.Equal(0, (await _place.RunAsync("ip", "address", "add", "10.98.0.1/30", "dev", "va")).Code);
        var theirs = JsonDocument.Parse((await _place.RunAsync("ip", "-j", "addr")).Output).RootElement.EnumerateArray().Select(static one =>
            $"{one.GetProperty("ifindex")} {one.GetProperty("ifname")} {one.GetProperty("mtu")} {one.GetProperty("operstate")} {one.GetProperty("address")} "
            + string.Join(' ', one.GetProperty("addr_info").EnumerateArray().Select(static address => $"{address.GetProperty("local")}/{address.GetProperty("prefixlen")}")));
        var run = await _place.PatchbayAsync("interfaces", "--json");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var ours = JsonDocument.Parse(run.Output).RootElement.GetProperty("data").GetProperty("interfaces").EnumerateArray().Select(static one =>
            $"{one.GetProperty("index")} {one.GetProperty("name")} {one.GetProperty("mtu")} {one.GetProperty("state")} {one.GetProperty("mac")} "
            + string.Join(' ', one.GetProperty("addresses").EnumerateArray().Select(static address => $"{address.GetProperty("address")}/{address.GetProperty("prefixLength")}")));
        Assert.Equal(theirs, ours);
    }

    static List<string> Sorted((int Code, string Output, string Error) run, Func<string[], string> row)
    {
        Assert.Equal((0, ""), (run.Code, run.Error));
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => row(Space().Split(line.Trim()))).Order(StringComparer.Ordinal)];
    }

    // As the table has it.
    static string Row(JsonElement socket)
    {
        var local = socket.GetProperty("local").GetString()!;
        var isDual = local.StartsWith("[::]", StringComparison.Ordinal) && socket.TryGetProperty("v6Only", out var only) && !only.GetBoolean();
        return $"{socket.GetProperty("kind").GetString()} {(isDual ? local.Replace("[::]", "*", StringComparison.Ordinal) : local)} {(socket.TryGetProperty("remote", out var remote) ? remote.GetString() : "-")}";
    }

    [GeneratedRegex(" +")]
    private static partial Regex Space();
}
