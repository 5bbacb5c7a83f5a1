using System.Net;
using System.Text;

namespace Patchbay.Observation;

/// <summary>6: connections that agree in everything but the remote address.</summary>
sealed class DestinationPortClaim() : Claim("destination-port", "Arriving segments are told apart by their destination port.")
{
    const int Clients = 3;
    const int MostTries = 20;

    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a");
        for (var i = 0; ; i++)
        {
            using var attempt = new LabStage();
            var clients = Connect(attempt, listener.Local!);
            var servers = clients.Select(_ => attempt.Accept(listener, "s")).ToList();
            if (clients.Count < Clients && i < MostTries)
            {
                continue;
            }

            foreach (var client in clients)
            {
                client.Send(Encoding.ASCII.GetBytes($"from {client.Local}")).Must("send");
            }

            return Judge(listener.Local!, [.. servers.Select(static server => (server.Remote!, Encoding.ASCII.GetString(LabStage.Receive(server))))]);
        }
    }

    internal static ClaimResult Judge(IPEndPoint destination, IReadOnlyList<(IPEndPoint Remote, string Text)> arrived)
    {
        var right = arrived.Count(static one => one.Text == $"from {one.Remote}");
        IReadOnlyList<Evidence> evidence =
        [
            Found("connections to one address and port", $"{arrived.Count}, to {destination}"),
            .. arrived.Select(static one => Found($"socket connected to {one.Remote}", $"read \"{one.Text}\"")),
        ];
        return arrived.Count > 1 && right == arrived.Count
            ? new(Verdict.Incomplete, "All of them had the same destination port, and even the same source port: the kernel looks at the remote address too. The destination port alone finds a listener.", evidence)
            : new(Verdict.True, "The connections could not be told apart by anything else here.", evidence);
    }

    // The same source port on several addresses; fewer when somebody has it there.
    static List<LabSocket> Connect(LabStage stage, IPEndPoint server)
    {
        var clients = new List<LabSocket> { stage.Connect("c", server, new IPEndPoint(LabStage.Loopback(2), 0)) };
        for (byte host = 3; host < 2 + Clients; host++)
        {
            var client = stage.Open("c");
            if (client.Bind(new IPEndPoint(LabStage.Loopback(host), clients[0].Local!.Port)).Succeeded)
            {
                LabStage.Finish(client, client.Connect(server)).Must("connect");
                clients.Add(client);
            }
        }

        return clients;
    }
}
