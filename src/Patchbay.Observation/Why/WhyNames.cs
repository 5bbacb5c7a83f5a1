using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The first two steps: a name becomes addresses, and each address has a route or none.</summary>
static class WhyNames
{
    // More are not asked: a hostile answer must not make us a flood.
    const int MostAddresses = 16;

    /// <summary>The addresses; empty with an answer when there is none.</summary>
    public static async Task<(IReadOnlyList<IPAddress> Addresses, WhyAnswer? End)> ResolveAsync(WhyRun run, EndPoint target, CancellationToken stop)
    {
        if (target is IPEndPoint literal)
        {
            return ([literal.Address], null);
        }

        var name = (DnsEndPoint)target;
        var begin = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(run.Options.Timeout);
        var answers = await Task.WhenAll(OneAsync(AddressFamily.InterNetworkV6), OneAsync(AddressFamily.InterNetwork));
        stop.ThrowIfCancellationRequested();
        var took = Stopwatch.GetElapsedTime(begin);
        List<IPAddress> addresses = [.. answers.SelectMany(static answer => answer.Addresses).Distinct().Take(MostAddresses)];
        if (addresses.Count > 0)
        {
            run.Tell(WhyPhaseKind.Resolve, took, true, $"{name.Host} is {string.Join(", ", addresses)}", [.. answers.Select(Words)]);
            return (addresses, null);
        }

        var silent = answers.All(static answer => answer.Error is SocketError.TryAgain or SocketError.NoRecovery or SocketError.TimedOut or SocketError.OperationAborted);
        var failure = ConnectFailure.Create(target, silent ? SocketError.TryAgain : SocketError.HostNotFound, took);
        run.Tell(WhyPhaseKind.Resolve, took, false, silent ? $"no name server answered for {name.Host}" : $"{name.Host} has no address", [.. answers.Select(Words)]);
        return ([], run.End(WhyVerdict.NameNotResolved, failure.Message, failure.Hint, "interfaces"));

        async Task<Answer> OneAsync(AddressFamily family)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                // The system's resolver cannot be interrupted everywhere: the limit ends our waiting.
                var found = await run.Options.Resolve(name.Host, family, limit.Token).WaitAsync(limit.Token);
                return new(family, found, found.Length == 0 ? SocketError.NoData : SocketError.Success, Stopwatch.GetElapsedTime(start));
            }
            catch (SocketException error)
            {
                return new(family, [], error.SocketErrorCode, Stopwatch.GetElapsedTime(start));
            }
            catch (OperationCanceledException)
            {
                return new(family, [], SocketError.TimedOut, Stopwatch.GetElapsedTime(start));
            }
        }
    }

    /// <summary>The addresses that have a route, each with it; an answer when none has.</summary>
    public static (IReadOnlyList<RouteAnswer> Routes, WhyAnswer? End) Route(WhyRun run, EndPoint target, IReadOnlyList<IPAddress> addresses)
    {
        var routes = new List<RouteAnswer>();
        RouteAnswer? closed = null;
        foreach (var address in addresses)
        {
            var begin = Stopwatch.GetTimestamp();
            var route = RouteQuestion.Ask(address);
            run.Tell(WhyPhaseKind.Route, Stopwatch.GetElapsedTime(begin), route.IsReachable, $"{address} {Words(route)}");
            if (route.IsReachable)
            {
                routes.Add(route);
            }
            else
            {
                closed ??= route;
            }
        }

        if (routes.Count > 0)
        {
            return (routes, null);
        }

        return closed!.Type == "prohibited"
            ? ([], run.End(WhyVerdict.Prohibited, $"{ConnectWords.Name(target)} is forbidden by a route of this machine", "A route of type prohibit rejects what goes there: `ip route` lists them.", $"interfaces --route-to {closed.Destination}"))
            : ([], run.End(WhyVerdict.NetworkUnreachable, $"{ConnectWords.Name(target)} is on a network to which this machine has no route", "Check the address, the interface and the default route.", "interfaces"));
    }

    static string Words(Answer answer)
    {
        var family = answer.Family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
        var what = answer.Addresses.Length > 0 ? string.Join(", ", answer.Addresses.AsEnumerable())
            : answer.Error is SocketError.HostNotFound or SocketError.NoData or SocketError.Success ? "no address"
            : "no answer";
        return $"{family} after {Duration.Format(answer.Took)}: {what}";
    }

    static string Words(RouteAnswer route)
    {
        var source = route.Source is null ? "" : $", from {route.Source}";
        return route.Type switch
        {
            "unreachable" => "has no route",
            "prohibited" => "is forbidden by a route",
            "local" => $"is this machine itself{source}",
            _ when route.Gateway is { } gateway => $"goes by {route.Interface} over the gateway {gateway}{source}",
            _ when route.Interface is { } link => $"is on the link of {link}{source}",
            _ => $"is reachable{source}",
        };
    }

    sealed record Answer(AddressFamily Family, IPAddress[] Addresses, SocketError Error, TimeSpan Took);
}
