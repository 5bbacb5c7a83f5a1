using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A socket is connected to itself.</summary>
static class SelfConnectRule
{
    public static DoctorRule Rule { get; } = new()
    {
        Number = 17,
        Name = "self-connect",
        Title = "a socket is connected to itself",
        Why = "A client that tries a local port in the ephemeral range again and again is in the end lent that very port and meets itself: it looks connected, and keeps the server from its port.",
        Mend = "Let servers listen below net.ipv4.ip_local_port_range (or reserve the port), and close a connection whose two ends are equal.",
        InHistory = InHistory,
        OnHost = OnHost,
    };

    static IEnumerable<Sign> InHistory(CaseHistory history) => history.Sockets
        .Where(static socket => socket is { IsTcp: true, Local: { Port: > 0 } local, Remote: { } remote } && local == remote)
        .Select(socket => new Sign($"{history.Who(socket.ProcessId)}: {socket.Local} is connected to itself", socket.ProcessId, $"self {socket.Local}"));

    static IEnumerable<Sign> OnHost(HostView host) => host.Second.Rows
        .Where(static row => row is { Kind: SocketKind.Tcp, State: TcpState.Established, Local.Port: > 0 } && row.Local == row.Remote)
        .Select(static row => new Sign($"{HostView.Who(row)}: {row.Local} is connected to itself", HostView.ProcessOf(row), $"self {row.Local}"));
}
