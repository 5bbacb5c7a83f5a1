using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>How a bind would go, in words.</summary>
static class BindWords
{
    const int MostReasons = 5;

    /// <summary><c>bind tcp 127.0.0.1:8080</c>.</summary>
    public static string Where(BindForecast forecast) => $"bind {SocketWords.Of(forecast.Kind)} {forecast.Wanted}";

    /// <summary>One clause.</summary>
    public static string Verdict(BindForecast forecast)
    {
        if (forecast.Works)
        {
            return "would work";
        }

        if (forecast.IsDenied)
        {
            return $"would be denied: ports below {forecast.LowestFreePort} need CAP_NET_BIND_SERVICE";
        }

        return (forecast.WorksWithReuseAddress, forecast.WorksWithReusePort) switch
        {
            (true, _) => "would fail without SO_REUSEADDR, and work with it",
            (_, true) => "would fail, save with SO_REUSEPORT for the same user",
            (null, _) => "would fail; with SO_REUSEADDR it works if those before had set it too",
            _ => "would fail: address already in use",
        };
    }

    /// <summary>What is in the way, one line each; connections and TIME-WAIT in one line together.</summary>
    public static IEnumerable<string> Reasons(BindForecast forecast)
    {
        var single = forecast.Conflicts.Where(static conflict => !IsMany(conflict)).ToList();
        foreach (var conflict in single.Take(MostReasons))
        {
            yield return Reason(conflict, forecast);
        }

        if (single.Count > MostReasons)
        {
            yield return $"and {single.Count - MostReasons} more";
        }

        var waiting = forecast.Conflicts.Where(static conflict => conflict.Row.State == TcpState.TimeWait).ToList();
        if (waiting.Count > 0)
        {
            var last = TimeSpan.FromMilliseconds(waiting.Max(static conflict => conflict.Row.TimerMilliseconds));
            yield return $"{Count(waiting.Count, "connection")} in TIME-WAIT, the last for {Duration.Format(last)} more: closed from this side, and kept so that late segments find nobody else";
        }

        var open = forecast.Conflicts.Where(static conflict => IsMany(conflict) && conflict.Row.State != TcpState.TimeWait).ToList();
        if (open.Count > 0)
        {
            yield return $"{Count(open.Count, "connection")} with this local port, of {string.Join(", ", open.Select(static conflict => SocketOwners.Text(conflict.Row)).Distinct().Take(3))}";
        }
    }

    static bool IsMany(BindConflict conflict) => conflict.Row.Kind == SocketKind.Tcp && conflict.Row.HasRemote;

    static string Reason(BindConflict conflict, BindForecast forecast)
    {
        var row = conflict.Row;
        var holder = row.Owners.Count > 0 ? SocketOwners.Text(row) : $"a process of {UserNames.Of(row.User)}";
        var does = row.IsListener ? "listens on" : row is { Kind: SocketKind.Tcp } ? "is bound to" : "receives on";
        var why = conflict.Kind switch
        {
            BindConflictKind.SameAddress => "the same address",
            BindConflictKind.WildcardHeld => $"which is every address, so also {forecast.Wanted.Host}",
            BindConflictKind.WildcardWanted => "one of the addresses that the wildcard asks for",
            _ when row.Local.Host.IsV6 => "which is dual stack: it takes IPv4 too (it would not with IPV6_V6ONLY)",
            _ => "and a dual-stack [::] asks for IPv4 too (it would not with IPV6_V6ONLY)",
        };
        var reuse = (conflict.ReuseAddress, conflict.ReusePort) switch
        {
            (_, true) => "; it has SO_REUSEPORT set",
            (true, _) => "; it has SO_REUSEADDR set",
            (false, _) => "; it has neither SO_REUSEADDR nor SO_REUSEPORT set",
            _ => "",
        };
        return $"{holder} {does} {SocketName.Of(row, local: true)}, {why}{reuse}";
    }

    static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
