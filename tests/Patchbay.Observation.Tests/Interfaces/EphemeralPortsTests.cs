using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Interfaces;

public class EphemeralPortsTests
{
    [Fact]
    public void Ports_are_counted_by_destination_and_a_listeners_port_is_not_taken_for_a_clients()
    {
        SocketRow[] rows =
        [
            Row(TcpState.Established, 40000, "192.0.2.1", 443), Row(TcpState.TimeWait, 40001, "192.0.2.1", 443), Row(TcpState.Established, 40000, "192.0.2.2", 443),
            Row(TcpState.Listen, 50000, "0.0.0.0", 0), Row(TcpState.Established, 50000, "192.0.2.1", 41000),
        ];
        Assert.Equal(["192.0.2.1:443 2 1", "192.0.2.2:443 1 0"], EphemeralPorts.Count(rows).Select(static use => $"{use.Destination} {use.Ports} {use.Waiting}"));
    }

    static SocketRow Row(TcpState state, ushort local, string remote, ushort port) => new()
    {
        Kind = SocketKind.Tcp,
        State = state,
        Local = new(HostAddress.From(IPAddress.Parse("10.0.0.1")), local),
        Remote = new(HostAddress.From(IPAddress.Parse(remote)), port),
    };
}
