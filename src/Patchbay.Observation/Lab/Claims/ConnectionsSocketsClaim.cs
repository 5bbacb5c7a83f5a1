using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>3: connections and sockets are counted, before and after they are closed.</summary>
sealed class ConnectionsSocketsClaim() : Claim("connections-sockets", "The number of connections is the number of sockets.")
{
    const int Connections = 3;

    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a");
        var end = listener.Local!;
        var pairs = Enumerable.Range(0, Connections).Select(_ => (Client: stage.Connect("c", end), Server: stage.Accept(listener, "s"))).ToList();
        var open = LabStage.Rows(end.Port);
        foreach (var (client, server) in pairs)
        {
            client.Close().Must("close");
            LabStage.Receive(server);
            server.Close().Must("close");
        }

        LabStage.Until(() => LabStage.Rows(end.Port).Count(static row => row.State == TcpState.TimeWait) == Connections);
        var after = LabStage.Rows(end.Port);
        return Judge(Connections, open.Count, open.Count(static row => row.IsListener), after.Count(static row => row.State == TcpState.TimeWait), after.Count(static row => row is { State: TcpState.TimeWait, Inode: not 0 }));
    }

    internal static ClaimResult Judge(int connections, int sockets, int listeners, int waiting, int waitingWithDescriptor)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found("connections made, both ends on this machine", $"{connections}"),
            Found("TCP sockets in the kernel's table for them", $"{sockets}: {listeners} that listens, {sockets - listeners} that are connected"),
            Found("after both ends were closed", $"{waiting} in TIME_WAIT, {waitingWithDescriptor} of them with a descriptor"),
        ];
        return sockets == connections && waiting == 0
            ? new(Verdict.True, "Here there was one socket for each connection.", evidence)
            : new(Verdict.False, "Each connection has a socket at both ends, the listener is one more, and a closed connection leaves one in TIME_WAIT that no program holds.", evidence);
    }
}
