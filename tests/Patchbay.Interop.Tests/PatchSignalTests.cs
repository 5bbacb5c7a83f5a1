using System.Net;
using System.Runtime.InteropServices;

namespace Patchbay.Interop.Tests;

/// <summary>What a signal and silence make of <c>--once</c> and of listeners.</summary>
public class PatchSignalTests
{
    [NeedsTheory("cat")]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task Once_and_nobody_came(PosixSignal signal, int code)
    {
        await using var listen = PatchbayProcess.StartOn("listen", "127.0.0.1:0", "--once", "--exec", "cat");
        await PatchPeersTests.PortAsync(listen);
        listen.Process.Signal(signal);
        Assert.Equal(code, await listen.Process.ExitAsync());
    }

    [NeedsFact("cat")]
    public async Task Once_and_its_client_is_served_to_the_end_in_spite_of_the_signal()
    {
        await using var listen = PatchbayProcess.StartOn("listen", "127.0.0.1:0", "--once", "--exec", "cat");
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, await PatchPeersTests.PortAsync(listen)));
        await client.SendAsync("a"u8.ToArray());
        Assert.Equal("a"u8.ToArray(), await client.ReceiveExactlyAsync(1));
        listen.Process.Signal(PosixSignal.SIGTERM);
        await client.SendAsync("b"u8.ToArray());
        client.Finish();
        Assert.Equal("b", await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await listen.Process.ExitAsync());
    }

    [NeedsFact("cat")]
    public async Task Once_and_the_drain_cuts_its_client()
    {
        await using var listen = PatchbayProcess.StartOn("listen", "127.0.0.1:0", "--once", "--exec", "cat");
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, await PatchPeersTests.PortAsync(listen)));
        await client.SendAsync("a"u8.ToArray());
        Assert.Equal("a"u8.ToArray(), await client.ReceiveExactlyAsync(1));
        listen.Process.Signal(PosixSignal.SIGTERM);
        Assert.Equal(143, await listen.Process.ExitAsync());
    }

    [NeedsFact("cat")]
    public async Task The_idle_option_of_a_listener_cuts_a_silent_client()
    {
        await using var patch = PatchbayProcess.StartOn("patch", "tcp-listen:0,once,idle=50ms", "exec:cat");
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, await PatchPeersTests.PortAsync(patch)));
        Assert.Equal(28, await patch.Process.ExitAsync());
        Assert.Contains("no byte moved in either direction for 50 ms", patch.Process.Error);
    }
}
