using System.Net;
using System.Net.Sockets;

namespace Patchbay.Observation.Tests.Explain;

public class LiveFactsTests
{
    [NeedsFact("linux")]
    public void A_port_names_who_listens_there_now()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.Contains($"(pid {Environment.ProcessId}) listens on tcp 127.0.0.1:{port}", Assert.Single(LiveFacts.OfPort(port), static line => line.Contains("listens", StringComparison.Ordinal)));
    }

    [NeedsFact("linux")]
    public void Sockets_in_a_state_are_counted_with_their_owner()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        using var server = listener.AcceptSocket();
        client.Client.Shutdown(SocketShutdown.Send);
        server.Receive(new byte[1]);
        var text = Assert.Single(LiveFacts.Ask(LiveQuestion.Parse($"sockets tcp state close-wait and sport = {port}")));
        Assert.Matches($@": 1: .* \(pid {Environment.ProcessId}\)$", text);
    }

    [Fact]
    public void Owners_are_counted_most_first_and_the_rest_together()
    {
        var rows = Enumerable.Range(0, 7).SelectMany(static owner => Enumerable.Range(0, owner == 3 ? 2 : 1).Select(_ => new SocketRow { Inode = 1, Owners = [new SocketOwner(owner, "p", 1)] })).Append(new SocketRow { Kind = SocketKind.Tcp });
        Assert.Equal("9: p (pid 3) 2, p (pid 0), p (pid 1), p (pid 2), 3 more processes, 1 in no process", SocketCount.Describe(rows));
        Assert.Equal("none", SocketCount.Describe([]));
    }
}
