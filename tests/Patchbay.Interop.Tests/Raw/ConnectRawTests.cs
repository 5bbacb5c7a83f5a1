namespace Patchbay.Interop.Tests.Raw;

/// <summary>The program with raw addresses: bytes in a pipe, words on a terminal, one line without rights.</summary>
public class ConnectRawTests
{
    // An echo request by hand: its checksum is left at zero.
    static readonly byte[] Request = [8, 0, 0, 0, 0, 7, 0, 1, .. "hello"u8];

    [NeedsFact("linux", "root")]
    public async Task In_a_pipe_the_answer_is_bytes()
    {
        await using var connect = PatchbayProcess.StartOn("connect", "raw:icmp:127.0.0.1");
        await connect.Process.Input.WriteAsync(Request);
        Assert.Equal(0, await connect.Process.FinishAsync());

        // On loopback the request is heard too, with its checksum filled.
        byte[] both = [8, 0, 0xb4, 0x25, .. Request[4..], 0, 0, 0xbc, 0x25, .. Request[4..]];
        Assert.Equal(both, connect.Process.OutputBytes);
    }

    [NeedsFact("linux", "root", "script")]
    public async Task On_a_terminal_the_answer_is_words()
    {
        // script(1) makes stdout a terminal; stdin of the program stays a pipe.
        var command = $@"printf '\10\0\0\0\0\7\0\1hello' | '{PatchbayProcess.Path}' connect raw:icmp:127.0.0.1,idle=1s";
        await using var script = ChildProcess.Start("script", ["-qec", command, "/dev/null"], PatchbayProcess.Variables);
        await script.OutputHas(text => text.Contains("echo reply, id 7, sequence 1, checksum good", StringComparison.Ordinal), "the reply");
        Assert.Equal(0, await script.FinishAsync());
        Assert.Contains("IPv4      127.0.0.1 to 127.0.0.1, icmp, TTL 64", script.Output);
        Assert.Contains("data      5 bytes: \"hello\"", script.Output);
    }

    [NeedsTheory("linux", "root", "setpriv")]
    [InlineData("raw:253:127.0.0.1")]
    [InlineData("packet:lo")]
    public async Task Without_the_right_one_line_says_which_and_the_exit_code_is_9(string address)
    {
        await using var connect = ChildProcess.Start("setpriv", ["--bounding-set=-net_raw", "--inh-caps=-net_raw", PatchbayProcess.Path, "connect", address], PatchbayProcess.Variables);
        Assert.Equal(9, await connect.FinishAsync());
        var lines = connect.Error.TrimEnd('\n').Split('\n');
        Assert.Equal($"patchbay: {address} needs the right CAP_NET_RAW, which this process does not have; every other kind of address works without it", lines[0]);
        Assert.StartsWith("Grant it with: sudo setcap cap_net_raw+ep ", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
    }
}
