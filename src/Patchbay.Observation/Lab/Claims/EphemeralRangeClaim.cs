using System.Net;

namespace Patchbay.Observation;

/// <summary>7: which ports the kernel chooses.</summary>
sealed class EphemeralRangeClaim() : Claim("ephemeral-range", "Ephemeral ports go from 1024 to 65535.")
{
    const int Samples = 200;

    public override ClaimResult Run()
    {
        var ports = new List<int>();
        for (var i = 0; i < Samples; i++)
        {
            using var socket = LabSocket.Open("a", LabSocketKind.Udp);
            socket.Bind(new IPEndPoint(LabStage.Home, 0)).Must("bind");
            ports.Add(socket.Local!.Port);
        }

        return Judge(EphemeralRange.Read(), ports);
    }

    internal static ClaimResult Judge(EphemeralRange? range, IReadOnlyList<int> ports)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found("net.ipv4.ip_local_port_range", $"{(range is { } known ? FormattableString.Invariant($"{known.First} to {known.Last}") : "cannot be read")}"),
            Found($"ports given to {FormattableString.Invariant($"{ports.Count}")} sockets bound to port 0", $"{ports.Min()} to {ports.Max()}"),
            new("IANA (RFC 6335)", "49152 to 65535"),
        ];
        return range is { First: 1024, Last: 65535 }
            ? new(Verdict.True, "Somebody has set this machine so. Linux's own default is 32768 to 60999.", evidence)
            : new(Verdict.False, "Each system has its own range, and it can be set. 1024 to 65535 are the ports that need no right, not those the kernel chooses.", evidence);
    }
}
