using Patchbay.Services.Discard;

namespace Patchbay.Services.Tests.Discard;

public class DiscardServiceTests
{
    [Fact]
    public async Task Everything_is_read_and_nothing_is_answered_but_FIN()
    {
        await using var discard = await RunningStream.StartAsync(DiscardService.Create());
        using var client = await PeerSocket.ConnectAsync(discard.EndPoint);
        await client.SendAsync(new byte[5_000_000]);
        client.Finish();
        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.Equal(5_000_000, discard.Service.Status.BytesReceived);
    }

    [Fact]
    public async Task A_draining_host_ends_a_quiet_connection()
    {
        using var memory = new MemoryConnection();
        var serving = DiscardService.ServeAsync(memory.Connection);
        memory.RequestClose();
        await serving.WaitAsync(ChildProcess.Limit);
    }
}
