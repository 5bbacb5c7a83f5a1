using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A UDP address. There is no handshake to see: an empty datagram goes out, and either something answers, or an ICMP error comes, or nothing tells anything.</summary>
static class WhyUdp
{
    public static async Task<WhyAnswer> AskAsync(WhyRun run, CancellationToken stop)
    {
        var target = AddressEndPoints.ToRemoteEndPoint(run.Address);
        var (addresses, unresolved) = await WhyNames.ResolveAsync(run, target, stop);
        if (unresolved is not null)
        {
            return unresolved;
        }

        var (routes, unroutable) = WhyNames.Route(run, target, addresses);
        if (unroutable is not null)
        {
            return unroutable;
        }

        var (route, port, who) = (routes[0], (ushort)(run.Address.Port ?? 0), ConnectWords.Name(target));
        var receiver = route.Type == "local" ? WhyLocal.Read(port, SocketKind.Udp).ListenerFor(route.Destination) : null;
        var begin = Stopwatch.GetTimestamp();
        var (error, length) = await ProbeAsync(new IPEndPoint(route.Destination, port), run.Options.Listening, stop);
        var took = Stopwatch.GetElapsedTime(begin);
        if (error == SocketError.Success)
        {
            run.Tell(WhyPhaseKind.Connect, took, true, $"{route.Destination} answered an empty datagram with {length} bytes");
            return run.End(WhyVerdict.Open, $"{who} answers", null, $"connect {run.Address}");
        }

        if (error == SocketError.ConnectionRefused)
        {
            run.Tell(WhyPhaseKind.Connect, took, false, "an ICMP error came back: port unreachable");
            return run.End(WhyVerdict.Refused, $"nothing receives on UDP port {port} of {route.Destination}", "The machine answered so after " + Duration.Format(took) + ".", route.Type == "local" ? $"sockets -u sport = {port}" : null);
        }

        if (error != SocketError.TimedOut)
        {
            var failure = ConnectFailure.Create(target, error, took);
            run.Tell(WhyPhaseKind.Connect, took, false, failure.Message);
            return run.End(WhyTcp.VerdictOf(failure.Outcome), failure.Message, failure.Hint);
        }

        if (receiver is not null)
        {
            run.Tell(WhyPhaseKind.Connect, took, true, "no answer to an empty datagram, and no ICMP error", $"{WhyLocal.Holder(receiver)} receives on {receiver.Local}");
            return run.End(WhyVerdict.Open, $"{WhyLocal.Holder(receiver)} receives on {receiver.Local}; it does not answer an empty datagram", null, $"connect {run.Address}");
        }

        run.Tell(WhyPhaseKind.Connect, took, false, "no answer to an empty datagram, and no ICMP error");
        return run.End(WhyVerdict.Filtered, $"{who} gave no sign within {Duration.Format(took)}",
            "UDP has no handshake: a server that ignores what it does not understand and a firewall that drops look the same. Send what the server understands.", $"connect {run.Address}");
    }

    static async Task<(SocketError Error, int Length)> ProbeAsync(IPEndPoint target, TimeSpan patience, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        try
        {
            using var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(target, limit.Token);
            await socket.SendAsync(ReadOnlyMemory<byte>.Empty, limit.Token);
            return (SocketError.Success, await socket.ReceiveAsync(new byte[2048], limit.Token));
        }
        catch (SocketException error)
        {
            return (error.SocketErrorCode, 0);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (SocketError.TimedOut, 0);
        }
    }
}
