using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A connecting TCP address: resolve, route, SYN to each address, TLS or upgrade, first bytes.</summary>
static class WhyTcp
{
    public static async Task<WhyAnswer> AskAsync(WhyRun run, CancellationToken stop)
    {
        var target = run.Address.ToConnectEndPoint();
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

        var port = (ushort)(run.Address.Port ?? 0);
        var local = routes.Any(static route => route.Type == "local") ? WhyLocal.Read(port) : null;
        var attempts = await ConnectAsync(run, routes, port, stop);
        foreach (var (route, attempt) in attempts)
        {
            run.Tell(WhyPhaseKind.Connect, attempt.Elapsed, attempt.Outcome == ConnectOutcome.Open, Words(attempt), [.. Local(route, attempt, local, port)]);
        }

        // The order is the resolver's: the first that opened is the one a program would talk to.
        return attempts.Find(static pair => pair.Attempt.Outcome == ConnectOutcome.Open) is { Attempt: { } open }
            ? await WhyTalk.AskAsync(run, (IPEndPoint)open.EndPoint, Divided(attempts), stop)
            : attempts.Find(static pair => IsReset(pair.Attempt)) is { Attempt: { } reset } ? WhyTalk.EndReset(run, ConnectWords.Name(target), (IPEndPoint)reset.EndPoint, reset.Elapsed)
            : Fail(run, target, attempts, local, port);
    }

    /// <summary>The RST came so soon after the handshake that connect itself tells it.</summary>
    static bool IsReset(ConnectAttempt attempt) => attempt.SocketError == SocketError.ConnectionReset;

    static async Task<List<(RouteAnswer Route, ConnectAttempt Attempt)>> ConnectAsync(WhyRun run, IReadOnlyList<RouteAnswer> routes, ushort port, CancellationToken stop)
    {
        var options = new ConnectOptions { Timeout = run.Options.Timeout };
        var probes = await Task.WhenAll(routes.Select(async route =>
        {
            var target = new IPEndPoint(route.Destination, port);
            var begin = Stopwatch.GetTimestamp();
            var result = await ConnectProbe.RunAsync(target, options, stop);
            return (route, result.Attempts is [var only, ..] ? only : NotTried(result, target, Stopwatch.GetElapsedTime(begin)));
        }));
        return [.. probes];
    }

    // The race ends before the first attempt only when its time is over.
    static ConnectAttempt NotTried(ConnectProbeResult result, IPEndPoint target, TimeSpan elapsed) =>
        new(target, null, result.Outcome, default, elapsed, result.Failure!.SocketError, result.Failure.Errno, ConnectReporter.Nobody, null, false);

    static WhyAnswer Fail(WhyRun run, EndPoint target, List<(RouteAnswer Route, ConnectAttempt Attempt)> attempts, WhyLocal? local, ushort port)
    {
        var (route, telling) = attempts.MinBy(static pair => ConnectClassifier.Rank(pair.Attempt.Outcome));
        var failure = ConnectFailure.Create(target, telling.SocketError, telling.Elapsed, telling.Errno, telling.Icmp);
        var address = ((IPEndPoint)telling.EndPoint).Address;
        if (route.Type == "local" && local is not null)
        {
            var elsewhere = local.Listeners.FirstOrDefault();
            if (telling.SelfConnected)
            {
                return run.End(WhyVerdict.Refused, $"nothing listens on port {port}; the kernel lent it to the client itself, which met itself",
                    "The port lies in the range for outgoing connections: a server should listen on one outside of it.", "interfaces --ports");
            }

            if (telling.Outcome == ConnectOutcome.Refused && elsewhere is not null)
            {
                return run.End(WhyVerdict.Refused, $"{WhyLocal.Holder(elsewhere)} listens on {elsewhere.Local} only, and {new SocketEnd(HostAddress.From(address), port)} is another address",
                    Elsewhere(elsewhere), $"sockets :{port}");
            }

            if (telling.Outcome == ConnectOutcome.TimedOut && local.ListenerFor(address) is { } listener && WhyLocal.IsFull(listener))
            {
                return run.End(WhyVerdict.BacklogFull, $"{WhyLocal.Holder(listener)} listens on {listener.Local} and its backlog is full: {listener.ReceiveQueue} wait, {listener.SendQueue} may",
                    "The program does not call accept(2) fast enough, or at all; a longer backlog only helps against bursts.", $"sockets -l sport = {port}");
            }
        }

        var advice = route.Type != "local" ? failure.Hint
            : telling.Outcome == ConnectOutcome.TimedOut ? "It is this machine: a rule of its own firewall drops the packets (nft list ruleset)."
            : telling.Outcome == ConnectOutcome.Refused ? $"It is this machine, and no program listens on port {port}: is the server running?"
            : failure.Hint;
        return run.End(VerdictOf(telling.Outcome), failure.Message, advice, telling.Outcome switch
        {
            ConnectOutcome.Refused when route.Type == "local" => "sockets -l",
            ConnectOutcome.Refused => $"scan {address}",
            ConnectOutcome.NoLocalAddress => "interfaces --ports",
            ConnectOutcome.TimedOut or ConnectOutcome.Prohibited or ConnectOutcome.HostUnreachable when route.Type != "local" => $"traceroute {address}",
            _ => null,
        });
    }

    static string Elsewhere(SocketRow row) =>
        row.Local.IsAny ? "It takes only the other family: an IPv6 wildcard with IPV6_V6ONLY, or an IPv4 one."
        : row.Local.Host.IsLoopback ? "A server bound to one loopback address is reached by exactly that one; localhost may be the other."
        : "A server bound to one address is reached by that one alone; 0.0.0.0 or [::] are all of them.";

    static IEnumerable<string> Local(RouteAnswer route, ConnectAttempt attempt, WhyLocal? local, ushort port)
    {
        if (route.Type != "local" || local is null)
        {
            yield break;
        }

        var address = ((IPEndPoint)attempt.EndPoint).Address;
        if (local.ListenerFor(address) is { } listener)
        {
            yield return $"{WhyLocal.Holder(listener)} listens on {listener.Local}{(WhyLocal.IsFull(listener) ? $"; its backlog is full ({listener.ReceiveQueue} wait, {listener.SendQueue} may)" : "")}";
            yield break;
        }

        yield return local.Listeners.Any()
            ? $"nobody listens there; on port {port} {string.Join(", ", local.Listeners.Take(4).Select(static row => $"{WhyLocal.Holder(row)} has {row.Local}"))}"
            : $"nobody listens on port {port} here";
    }

    /// <summary>A name of which one address works and another does not: programs that try only the first fail.</summary>
    static string? Divided(List<(RouteAnswer Route, ConnectAttempt Attempt)> attempts)
    {
        List<string> closed = [.. attempts.Where(static pair => pair.Attempt.Outcome != ConnectOutcome.Open).Select(static pair => ((IPEndPoint)pair.Attempt.EndPoint).Address.ToString())];
        return closed.Count == 0 ? null : $"Not every address of the name works: {string.Join(", ", closed)} {(closed.Count == 1 ? "does" : "do")} not, and a program that tries only the first may fail.";
    }

    internal static WhyVerdict VerdictOf(ConnectOutcome outcome) => outcome switch
    {
        ConnectOutcome.Open => WhyVerdict.Open,
        ConnectOutcome.NameNotResolved => WhyVerdict.NameNotResolved,
        ConnectOutcome.Refused => WhyVerdict.Refused,
        ConnectOutcome.TimedOut or ConnectOutcome.Cancelled => WhyVerdict.Filtered,
        ConnectOutcome.NetworkUnreachable => WhyVerdict.NetworkUnreachable,
        ConnectOutcome.HostUnreachable => WhyVerdict.HostUnreachable,
        ConnectOutcome.Prohibited => WhyVerdict.Prohibited,
        ConnectOutcome.NoLocalAddress => WhyVerdict.NoLocalAddress,
        _ => WhyVerdict.Failed,
    };

    static string Words(ConnectAttempt attempt)
    {
        var what = attempt.Outcome switch
        {
            ConnectOutcome.Open => "open, said by the target (SYN-ACK)",
            ConnectOutcome.Refused when attempt.SelfConnected => "refused: the socket met itself",
            ConnectOutcome.Refused => "refused, said by the target (RST)",
            ConnectOutcome.TimedOut => "filtered: no answer",
            ConnectOutcome.NetworkUnreachable => "network unreachable",
            ConnectOutcome.HostUnreachable => "host unreachable",
            ConnectOutcome.Prohibited => "prohibited",
            ConnectOutcome.NoLocalAddress => "no local port or address is free",
            _ when IsReset(attempt) => "open, and reset at once (RST)",
            _ => "failed",
        };
        var by = attempt switch
        {
            { Icmp: { Reporter: { } reporter } icmp } => $", {reporter} says \"{icmp.Meaning}\"",
            { Icmp: { } icmp } => $", \"{icmp.Meaning}\"",
            { ReportedBy: ConnectReporter.ThisMachine } when !IsReset(attempt) => ", said by this machine",
            _ => "",
        };
        return $"{attempt.EndPoint} {what}{by}";
    }
}
