using System.Net;
using System.Net.Sockets;

namespace Patchbay.Observation.Tests.Table;

public class SocketEndingTests
{
    [LabFact]
    public void An_ended_connection_is_aborted_here_and_reset_there_and_its_neighbour_lives()
    {
        Assert.True(SocketEnding.IsPermitted);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var server = listener.Accept();
        using var neighbour = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        neighbour.Connect(listener.LocalEndPoint!);
        using var other = listener.Accept();
        var (from, to) = (((IPEndPoint)client.LocalEndPoint!).Port, ((IPEndPoint)listener.LocalEndPoint!).Port);
        var row = Assert.Single(SocketTable.ReadAll(new SocketQuery { Tables = SocketTables.Tcp, Filter = SocketFilter.Parse($"sport = {from} and dport = {to}", new SystemFilterNames()) }));
        Assert.True(SocketEnding.End(row));
        Assert.Equal(SocketError.ConnectionAborted, Assert.Throws<SocketException>(() => client.Receive(new byte[1])).SocketErrorCode);
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => server.Receive(new byte[1])).SocketErrorCode);
        Assert.False(SocketEnding.End(row));
        other.Send(new byte[1]);
        Assert.Equal(1, neighbour.Receive(new byte[1]));
    }

    [Fact]
    public void A_unix_socket_cannot_be_ended_and_that_is_said() =>
        Assert.Equal(ObservationFailure.Unsupported, Assert.Throws<ObservationException>(() => SocketEnding.End(new SocketRow { Kind = SocketKind.UnixStream })).Failure);
}
