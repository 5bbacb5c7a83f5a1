using System.Net;

namespace Patchbay.Observation;

/// <summary>5: when the local port appears.</summary>
sealed class PortAtSocketClaim() : Claim("port-at-socket", "When a socket is created the operating system gives it a port.")
{
    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var server = stage.Listen("a").Local!;
        var client = stage.Open("b");
        var atBirth = client.Local?.Port ?? 0;
        LabStage.Finish(client, client.Connect(server)).Must("connect");
        var bound = stage.Open("c");
        var before = bound.Local?.Port ?? 0;
        bound.Bind(new IPEndPoint(LabStage.Home, 0)).Must("bind");
        return Judge(Math.Max(atBirth, before), client.Local!.Port, bound.Local!.Port, EphemeralRange.Read());
    }

    internal static ClaimResult Judge(int atBirth, int afterConnect, int afterBind, EphemeralRange? range)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found("getsockname() after socket()", $"port {atBirth}{(atBirth == 0 ? ", which is none" : "")}"),
            Found("after connect()", $"port {afterConnect}"),
            Found("of another socket, after bind() to port 0", $"port {afterBind}"),
            Found("the kernel's range", $"{(range is { } known ? FormattableString.Invariant($"{known.First} to {known.Last}") : "not known")}"),
        ];
        return atBirth != 0 ? new(Verdict.True, "The new socket had a port.", evidence)
            : new(Verdict.Imprecise, "The port comes later: at connect(), or at bind() to port 0. A new socket has none.", evidence);
    }
}
