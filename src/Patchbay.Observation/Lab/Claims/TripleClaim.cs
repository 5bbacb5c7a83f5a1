using System.Net;

namespace Patchbay.Observation;

/// <summary>4: sockets that agree in remote address, remote port and local port.</summary>
sealed class TripleClaim() : Claim("triple", "A connection is given by remote IP, remote port and local port.")
{
    const int MostTries = 20;

    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var server = stage.Listen("a").Local!;
        for (var i = 0; ; i++)
        {
            var first = stage.Connect("b", server, new IPEndPoint(LabStage.Loopback(2), 0));
            var second = stage.Open("c");
            // Somebody may have this port on that address.
            if (!second.Bind(new IPEndPoint(LabStage.Loopback(3), first.Local!.Port)).Succeeded && i < MostTries)
            {
                continue;
            }

            var connected = LabStage.Finish(second, second.Connect(server));
            var datagram = stage.Open("d", LabSocketKind.Udp);
            var udp = datagram.Bind(first.Local!).Succeeded && datagram.Connect(server).Succeeded;
            return Judge(first.Local!, connected.Succeeded ? second.Local : null, udp, server);
        }
    }

    internal static ClaimResult Judge(IPEndPoint first, IPEndPoint? second, bool udp, IPEndPoint server)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found("first connection (TCP)", $"{first} → {server}"),
            Found("second connection (TCP), the same three", $"{(second is null ? "could not be made" : $"{second} → {server}")}"),
            Found("and a UDP socket, the same three and the same local address", $"{(udp ? $"{first} → {server}" : "could not be made")}"),
        ];
        return second is not null || udp
            ? new(Verdict.Incomplete, "Local address and protocol belong to it too: sockets that agree in the three named differ in those. It takes five.", evidence)
            : new(Verdict.True, "No two sockets that agree in these three could be made here.", evidence);
    }
}
