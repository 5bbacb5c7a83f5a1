using System.Text.Json;

namespace Patchbay.Interop.Tests.Why;

/// <summary>Ground truth by construction: a rule or a route does something to the packets, and the program must say that and nothing else.</summary>
public sealed class WhyLabTests
{
    const string Server = "10.77.2.2";

    [LabFact]
    public async Task Each_way_to_fail_is_told_from_every_other()
    {
        using var lab = new NetworkLab();
        lab.In("router", "nft", "add table inet lab; add chain inet lab rules { type filter hook forward priority 0; }; "
            + "add rule inet lab rules tcp dport 82 drop; add rule inet lab rules tcp dport 83 reject with icmp type admin-prohibited; "
            + "add rule inet lab rules tcp dport 84 reject with tcp reset; add rule inet lab rules tcp dport 85 reject with icmp type host-unreachable");
        lab.In("client", "ip", "route", "add", "prohibit", "10.78.0.0/16");
        lab.In("client", "ip", "route", "add", "unreachable", "10.79.0.0/16");
        await using var server = ChildProcess.Start("ip", ["netns", "exec", lab.Name("server"), "python3", "-u", "-c", """
            import socket, struct
            banner, resets = socket.create_server(("", 8000)), socket.create_server(("", 8001))
            print("ready")
            banner.accept()[0].close()
            client = banner.accept()[0]
            client.sendall(b"220 lab\r\n")
            for _ in range(2):
                client = resets.accept()[0]
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.close()
            """]);
        await server.OutputHas(static text => text.Contains("ready"), "ready");

        // One after the other only where the server counts its clients.
        Assert.Equal((0, "open", ""), await WhyAsync(lab, "8000"));
        Assert.Equal((56, "reset-after-accept", ""), await WhyAsync(lab, "8001"));
        var answers = await Task.WhenAll(
            WhyAsync(lab, "81"), WhyAsync(lab, "82", "--timeout", "400ms"), WhyAsync(lab, "83"), WhyAsync(lab, "84"), WhyAsync(lab, "85"), AtAsync(lab, "10.78.1.1:80"), AtAsync(lab, "10.79.1.1:80"));
        Assert.Equal(
            [
                (7, "refused", ""), (28, "filtered", ""), (7, "prohibited", "10.77.1.1 says \"communication administratively prohibited\""),
                // An RST that a router forges in the target's name cannot be told from its own.
                (7, "refused", ""), (7, "host-unreachable", "10.77.1.1 says \"host unreachable\""),
                (7, "prohibited", ""), (7, "network-unreachable", ""),
            ], answers);
    }

    [NeedsFact("root", "setpriv")]
    public async Task Without_the_rights_it_says_which_one_is_missing()
    {
        using var folder = new TemporaryFolder();
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(folder["closed"], UnixFileMode.None);
        foreach (var (address, code, words) in new[] { ("tcp-listen:127.0.0.1:79", 9, "need CAP_NET_BIND_SERVICE"), ($"unix:{folder["closed/socket"]}", 7, $"This user may not enter {folder["closed"]}.") })
        {
            await using var run = ChildProcess.Start("setpriv", ["--bounding-set", "-net_bind_service,-dac_override,-dac_read_search", PatchbayProcess.Path, "why", address], PatchbayProcess.Variables);
            Assert.Equal(code, await run.FinishAsync());
            Assert.Contains(words, run.Output);
        }
    }

    static Task<(int, string, string)> WhyAsync(NetworkLab lab, string port, params string[] more) => AtAsync(lab, $"{Server}:{port}", more);

    static async Task<(int Code, string Verdict, string Reporter)> AtAsync(NetworkLab lab, string address, params string[] more)
    {
        await using var run = ChildProcess.Start("ip", ["netns", "exec", lab.Name("client"), PatchbayProcess.Path, "why", "--json", .. more, address], PatchbayProcess.Variables);
        var code = await run.FinishAsync();
        var data = JsonDocument.Parse(run.Output).RootElement.GetProperty("data");
        Assert.Equal(code, data.GetProperty("exitCode").GetInt32());
        var text = data.GetProperty("phases").EnumerateArray().Last().GetProperty("text").GetString()!;
        var says = text.IndexOf(" says ", StringComparison.Ordinal);
        return (code, data.GetProperty("verdict").GetString()!, says < 0 ? "" : text[(text.LastIndexOf(' ', says - 1) + 1)..]);
    }
}
