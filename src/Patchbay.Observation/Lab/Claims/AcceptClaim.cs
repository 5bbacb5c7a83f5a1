namespace Patchbay.Observation;

/// <summary>11: what is done before accept().</summary>
sealed class AcceptClaim() : Claim("accept", "accept() makes the connection from the first connection request.")
{
    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a", backlog: 3);
        var client = stage.Connect("c", listener.Local!);
        client.Send("sent before accept"u8).Must("send");
        LabStage.Until(() => client.Unacknowledged == 0 && SocketGlance.Of(listener).Unread == 1);
        var (before, queue) = (SocketGlance.Of(client), SocketGlance.Of(listener));
        var server = stage.Accept(listener, "s");
        return Judge(before.State, queue.Unread, queue.Unacknowledged, before.Unacknowledged, LabStage.Receive(server).Length);
    }

    internal static ClaimResult Judge(string state, int waiting, int backlog, int unacknowledged, int read)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found("before accept(), the client's state", $"{state}"),
            Found("the listener's queue", $"{waiting} of {backlog}"),
            Found("bytes the client sent, not acknowledged by the server's kernel", $"{unacknowledged}"),
            Found("read at once after accept()", $"{read} bytes"),
        ];
        return state == "ESTABLISHED" && waiting > 0
            ? new(Verdict.Imprecise, "The kernel makes it: the handshake is over, and bytes may have come, before accept() is called. accept() takes a finished connection out of a queue.", evidence)
            : new(Verdict.True, "The client was not connected before accept() here.", evidence);
    }
}
