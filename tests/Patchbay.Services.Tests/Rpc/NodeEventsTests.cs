using System.Net;
using System.Text;
using System.Text.Json;
using Patchbay.Services.Rpc;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Rpc;

public sealed class NodeEventsTests
{
    static readonly IPEndPoint Any = new(IPAddress.IPv6Any, 7007), One = new(IPAddress.Loopback, 7007), Client = new(IPAddress.Loopback, 50000);

    [Theory]
    [InlineData(SocketStep.Annotated, true)]
    [InlineData(SocketStep.Sent, false)]
    public void Only_notes_are_told_to_whoever_wants_only_notes(SocketStep step, bool isTold)
    {
        Assert.Equal(isTold, new NodeEventFilter([], null, onlyNotes: true, []).Takes(Step(step, One, Client)));
        Assert.True(new NodeEventFilter([], null, onlyNotes: false, []).Takes(Step(step, One, Client)));
    }

    [Fact]
    public void Sockets_are_chosen_by_their_own_end_and_by_the_peer_s()
    {
        Assert.True(new NodeEventFilter([Any], null, false, []).Takes(Step(SocketStep.Accepted, One, Client)));
        Assert.True(new NodeEventFilter([One], null, false, []).Takes(Step(SocketStep.Accepted, One, Client)));
        Assert.False(new NodeEventFilter([One], null, false, []).Takes(Step(SocketStep.Accepted, new IPEndPoint(IPAddress.Parse("127.0.0.2"), 7007), Client)));
        Assert.False(new NodeEventFilter([Any], null, false, []).Takes(Step(SocketStep.Accepted, Client, One)));
        Assert.True(new NodeEventFilter([], "127.0.0.1:50000", false, []).Takes(Step(SocketStep.Accepted, One, new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 50000))));
        Assert.False(new NodeEventFilter([], "127.0.0.1:50001", false, []).Takes(Step(SocketStep.Accepted, One, Client)));
    }

    [Fact]
    public void Bytes_on_the_sockets_that_carry_the_events_are_not_events_themselves()
    {
        var filter = new NodeEventFilter([], null, false, quiet: [Any]);
        Assert.False(filter.Takes(Step(SocketStep.Sent, One, Client)));
        Assert.False(filter.Takes(Step(SocketStep.Received, One, Client)));
        Assert.True(filter.Takes(Step(SocketStep.Accepted, One, Client)));
        Assert.True(filter.Takes(Step(SocketStep.Sent, Client, One)));
    }

    [Fact]
    public async Task A_running_service_tells_logs_nobody_in_without_users_and_ends_a_subscription_in_order()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningStream.StartAsync(new RpcService(), ("socket", folder["rpc.sock"]));
        using var client = await PeerSocket.ConnectAsync(service.EndPoint);
        await client.SendAsync(Encoding.ASCII.GetBytes("""
            {"jsonrpc":"2.0","method":"node.events","params":{"notes":true},"id":1}
            {"jsonrpc":"2.0","method":"auth","params":["ann","x"],"id":2}
            {"jsonrpc":"2.0","method":"node.unsubscribe","params":[7],"id":3}
            {"jsonrpc":"2.0","method":"node.unsubscribe","params":[1],"id":4}
            {"jsonrpc":"2.0","method":"node.stop","id":5}
            """));
        client.Finish();
        var lines = (await client.ReceiveTextToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        var byId = lines.Where(line => line.TryGetProperty("id", out _)).ToDictionary(line => line.GetProperty("id").GetInt32());
        Assert.Equal([1, 2, 3, 4, 5], byId.Keys.Order());
        Assert.Equal(-32001, byId[2].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Contains("no users", byId[2].GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.False(byId[3].GetProperty("result").GetBoolean());
        Assert.True(byId[4].GetProperty("result").GetBoolean());
        Assert.Equal(-32001, byId[5].GetProperty("error").GetProperty("code").GetInt32());
        // The note is told before the subscription's end is answered.
        var note = lines.FindIndex(line => line.TryGetProperty("params", out var told) && told.GetProperty("note").GetString() == "auth refused");
        Assert.InRange(note, 0, lines.FindIndex(line => line.TryGetProperty("id", out var id) && id.GetInt32() == 4));
    }

    static SocketEvent Step(SocketStep step, IPEndPoint local, IPEndPoint remote) => new(step, 0, 1, -1, new FiveTuple(System.Net.Sockets.ProtocolType.Tcp, local, remote));
}
