using System.Net;
using System.Net.Sockets;

namespace Patchbay.Observation;

/// <summary>2: two listeners try to have one port.</summary>
sealed class OnePortClaim() : Claim("one-port", "A port belongs to one program: there is one listener for an address and port.")
{
    const int SOL_SOCKET = 1;
    const int SO_REUSEPORT = 15;

    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var first = stage.Listen("a");
        var end = first.Local!;
        var plain = stage.Open("b").Bind(end);
        var other = stage.Open("c");
        var elsewhere = other.Bind(new IPEndPoint(LabStage.Loopback(2), end.Port)).Succeeded && other.Listen(1).Succeeded;
        var datagrams = stage.Open("d", LabSocketKind.Udp).Bind(end).Succeeded;
        var (shared, both) = (stage.Open("e"), stage.Open("f"));
        shared.SetOption(SOL_SOCKET, SO_REUSEPORT, 1).Must("setsockopt");
        both.SetOption(SOL_SOCKET, SO_REUSEPORT, 1).Must("setsockopt");
        shared.Bind(new IPEndPoint(LabStage.Home, 0)).Must("bind");
        shared.Listen(1).Must("listen");
        var second = both.Bind(shared.Local!);
        var secondListens = second.Succeeded && both.Listen(1).Succeeded;
        return Judge(end, plain, elsewhere, datagrams, secondListens, NetSetsReusePort());
    }

    internal static ClaimResult Judge(IPEndPoint end, CallResult plain, bool elsewhere, bool datagrams, bool secondListens, bool netSetsReusePort)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found($"a second bind to {end}", $"{(plain.Succeeded ? "works" : Glossary.Default.ErrorText("bind", plain.Errno))}"),
            Found("the same port on 127.0.0.2, also listening", $"{(elsewhere ? "works" : "fails")}"),
            Found("the same address and port for UDP", $"{(datagrams ? "works" : "fails")}"),
            Found("two listeners on one address and port, both with SO_REUSEPORT", $"{(secondListens ? "work; the kernel deals connections among them" : "fail")}"),
            Found(".NET's Socket.ReuseAddress = true sets SO_REUSEPORT", $"{YesNo(netSetsReusePort)}"),
        ];
        return secondListens
            ? new(Verdict.False, "Sockets have ports, programs do not. Without options a second listener is refused; with SO_REUSEPORT several share one address and port, and .NET's ReuseAddress turns that on unasked.", evidence)
            : plain.Succeeded ? new(Verdict.False, "The second bind worked even without an option.", evidence)
            : elsewhere || datagrams ? new(Verdict.Incomplete, "It holds for one protocol and one address: another address, or UDP, has the same number for itself.", evidence)
            : new(Verdict.True, "Every second bind was refused here.", evidence);
    }

    static bool NetSetsReusePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        return Linux.KernelSocket.TryGetOption((int)socket.Handle, SOL_SOCKET, SO_REUSEPORT, out var value) && value != 0;
    }
}
