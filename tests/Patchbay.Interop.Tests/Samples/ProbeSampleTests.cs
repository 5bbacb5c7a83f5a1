namespace Patchbay.Interop.Tests.Samples;

/// <summary>RawPing, PortScanner and TwoPersonChat against the kernel, foreign programs and themselves.</summary>
[Collection(SamplesCollection.Name)]
public sealed class ProbeSampleTests(SamplePrograms samples)
{
    [NeedsFact("dotnet", "root")]
    public async Task RawPing_is_answered_by_the_kernel_which_checked_its_checksum()
    {
        await using var ping = samples.Start("RawPing", "127.0.0.1", "3");
        Assert.Equal(0, await ping.FinishAsync());
        Assert.Matches(@"^(reply \d from 127\.0\.0\.1 after [0-9.]+ ms\n){3}$", ping.Output);
    }

    [NeedsFact("dotnet", "root", "unshare", "setpriv")]
    public async Task RawPing_without_rights_takes_a_ping_socket_where_the_group_may_and_else_says_what_is_missing()
    {
        await using var may = Unprivileged("0 2147483647", samples.OutputOf("RawPing"));
        Assert.True(await may.FinishAsync() == 0, may.Error);
        Assert.StartsWith("reply 1 from 127.0.0.1", may.Output);
        await using var mayNot = Unprivileged("1 0", samples.OutputOf("RawPing"));
        Assert.Equal(9, await mayNot.FinishAsync());
        Assert.Equal("RawPing: ICMP needs root, the capability CAP_NET_RAW, or your group in sysctl net.ipv4.ping_group_range.\n", mayNot.Error);
    }

    [NeedsFact("dotnet", "root", "unshare")]
    public async Task RawPing_reports_who_does_not_answer()
    {
        // A network namespace whose loopback is down: there is no way to 127.0.0.1.
        await using var ping = ChildProcess.Start("unshare", ["-n", Path.Combine(samples.OutputOf("RawPing"), "RawPing"), "127.0.0.1", "1"], PatchbayProcess.Variables);
        Assert.Equal(1, await ping.FinishAsync());
        Assert.StartsWith("no reply 1 from 127.0.0.1: ", ping.Output);
    }

    [NeedsFact("dotnet", "socat")]
    public async Task PortScanner_finds_the_open_port_and_no_other()
    {
        await using var socat = ChildProcess.Start("socat", ["-d", "-d", "TCP-LISTEN:0,bind=127.0.0.1,fork", "PIPE"]);
        await socat.ErrorHas("listening on");
        var port = socat.Error.Split("127.0.0.1:")[1].Split('\n')[0].Trim();
        await using var scan = samples.Start("PortScanner", "127.0.0.1", port);
        Assert.Equal(0, await scan.FinishAsync());
        Assert.Equal($"{port} open\n", scan.Output);
        await using var closed = samples.Start("PortScanner", "127.0.0.1", "1-1");
        Assert.Equal(0, await closed.FinishAsync());
        Assert.Equal("", closed.Output);
    }

    [NeedsFact("dotnet", "root", "unshare", "nft")]
    public async Task PortScanner_tells_silence_from_a_refusal()
    {
        var scanner = Path.Combine(samples.OutputOf("PortScanner"), "PortScanner");
        const string Drop = "ip link set lo up; nft add table t; nft 'add chain t c { type filter hook input priority 0; }'; nft add rule t c tcp dport 90 drop";
        await using var scan = ChildProcess.Start("unshare", ["-n", "sh", "-c", $"{Drop}; exec '{scanner}' 127.0.0.1 89-91"], PatchbayProcess.Variables);
        Assert.Equal(0, await scan.FinishAsync());
        Assert.Equal("90 no answer\n", scan.Output);
    }

    [NeedsTheory("dotnet")]
    [InlineData("192.0.2.1", "1-10", "192.0.2.1 is not this machine. If its owner agrees, say --anywhere.")]
    [InlineData("127.0.0.1", "10-1", "'10-1' is no range of ports, for example 1-1023.")]
    [InlineData("127.0.0.1", "1-65536", "'1-65536' is no range of ports, for example 1-1023.")]
    public async Task PortScanner_says_what_it_does_not_do(string host, string range, string words)
    {
        await using var scan = samples.Start("PortScanner", host, range);
        Assert.Equal(2, await scan.FinishAsync());
        Assert.Equal($"PortScanner: {words}\n", scan.Error);
    }

    [NeedsFact("dotnet")]
    public async Task Two_people_talk_at_once_and_the_one_who_ends_first_still_hears_the_other()
    {
        var (ann, port) = await samples.ServeAsync("TwoPersonChat", "listen", "0");
        await using (ann)
        {
            await using var bob = samples.Start("TwoPersonChat", "127.0.0.1", port);
            await ann.WriteAsync("first\nsecond\n");
            await bob.OutputHas(static text => text.Contains("first\nsecond\n", StringComparison.Ordinal), "two lines in a row");
            await bob.WriteAsync("me too\n");
            await ann.OutputHas(static text => text.Contains("me too\n", StringComparison.Ordinal), "bob's line");
            ann.CloseInput();
            await bob.OutputHas(static text => text.Contains("(the other has finished)\n", StringComparison.Ordinal), "ann's end");
            await bob.WriteAsync("farewell\n");
            await ann.OutputHas(static text => text.Contains("farewell\n", StringComparison.Ordinal), "bob's last line");
            Assert.Equal((0, 0), (await bob.FinishAsync(), await ann.ExitAsync()));
        }
    }

    [NeedsFact("dotnet", "nc.openbsd")]
    public async Task A_chat_with_nc_works_and_a_peer_that_is_killed_ends_it_in_words()
    {
        var (ann, port) = await samples.ServeAsync("TwoPersonChat", "listen", "0");
        await using (ann)
        {
            await using (var nc = ChildProcess.Start("nc.openbsd", ["127.0.0.1", port]))
            {
                await nc.WriteAsync("from nc\n");
                await ann.OutputHas(static text => text.Contains("from nc\n", StringComparison.Ordinal), "nc's line");
                await ann.WriteAsync("to nc\n");
                await nc.OutputHas(static text => text == "to nc\n", "ann's line");
            }

            // Killed, its kernel still says FIN; what ann types now is answered with RST.
            await ann.OutputHas(static text => text.Contains("(the other has finished)", StringComparison.Ordinal), "the FIN");
            await ann.WriteAsync("anybody?\n");
            await ann.WriteAsync("there?\n");
            Assert.Equal(1, await ann.FinishAsync());
            Assert.Matches("^TwoPersonChat: .+\n$", ann.Error);
        }
    }

    static ChildProcess Unprivileged(string groups, string folder) => ChildProcess.Start(
        "unshare",
        ["-n", "sh", "-c", $"ip link set lo up; echo '{groups}' > /proc/sys/net/ipv4/ping_group_range; chmod -R a+rX '{folder}' '{Path.GetDirectoryName(folder)}'; exec setpriv --bounding-set=-all --inh-caps=-all --reuid=65534 --regid=65534 --clear-groups '{folder}/RawPing' 127.0.0.1 1"],
        PatchbayProcess.Variables);
}
