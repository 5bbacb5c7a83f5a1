using System.Net;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>9: sockets that have one address and port.</summary>
sealed class AddressAndPortClaim() : Claim("address-and-port", "A socket is identified by its IP address and port.")
{
    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a");
        var sockets = new List<LabSocket> { listener };
        for (var i = 0; i < 2; i++)
        {
            stage.Connect("c", listener.Local!);
            sockets.Add(stage.Accept(listener, "s"));
        }

        return Judge([.. sockets.Select(static socket => (socket.Local!, socket.Remote, KernelSocket.TryGetCookie(socket.Descriptor, out var cookie) ? cookie : 0))]);
    }

    internal static ClaimResult Judge(IReadOnlyList<(IPEndPoint Local, IPEndPoint? Remote, ulong Cookie)> sockets)
    {
        IReadOnlyList<Evidence> evidence =
            [.. sockets.Select(static socket => Found($"socket with cookie {FormattableString.Invariant($"{socket.Cookie}")}", $"{socket.Local}{(socket.Remote is null ? ", listens" : $", connected to {socket.Remote}")}"))];
        var shared = sockets.Select(static socket => socket.Local).Distinct().Count() < sockets.Count && sockets.Select(static socket => socket.Cookie).Distinct().Count() == sockets.Count;
        return shared
            ? new(Verdict.Incomplete, "It holds for a listener. A connection needs both ends and the protocol: these sockets are different ones, and have the same address and port.", evidence)
            : new(Verdict.True, "No two of these sockets had the same address and port.", evidence);
    }
}
