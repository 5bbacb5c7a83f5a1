using System.Diagnostics;
using System.Globalization;
using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A listening address: whether one can bind there, and why not. Nothing is bound to find out.</summary>
static class WhyListen
{
    public static WhyAnswer Ask(WhyRun run)
    {
        var (kind, tables) = run.Address.Kind == AddressKind.Udp ? (SocketKind.Udp, SocketTables.Udp) : (SocketKind.Tcp, SocketTables.Tcp);
        var forecasts = new List<BindForecast>();
        foreach (IPEndPoint end in AddressEndPoints.ToLocalEndPoints(run.Address))
        {
            var begin = Stopwatch.GetTimestamp();
            if (!IsHere(end.Address))
            {
                run.Tell(WhyPhaseKind.Bind, Stopwatch.GetElapsedTime(begin), false, $"{end.Address} is no address of this machine");
                return run.End(WhyVerdict.AddressNotHere, $"nobody can listen on {end}: no interface of this machine has {end.Address} (EADDRNOTAVAIL)",
                    "Choose an address that `patchbay interfaces` shows, or 0.0.0.0 or [::] for all of them.", "interfaces");
            }

            if (end.Port == 0)
            {
                run.Tell(WhyPhaseKind.Bind, Stopwatch.GetElapsedTime(begin), true, $"{end.Address}: the kernel lends a free port");
                continue;
            }

            var forecast = PortQuestion.Ask(new PortWanted(HostAddress.From(end.Address), (ushort)end.Port), tables).Forecasts[0];
            forecasts.Add(forecast);
            // A TCP listener of ours, and most servers, set SO_REUSEADDR: what only they get past is no obstacle.
            var works = forecast.Works || (kind == SocketKind.Tcp && forecast.WorksWithReuseAddress == true);
            var took = Stopwatch.GetElapsedTime(begin);
            if (works)
            {
                run.Tell(WhyPhaseKind.Bind, took, true, $"{forecast.Wanted} is free{(forecast.Works ? "" : " for who sets SO_REUSEADDR, as servers should")}");
                continue;
            }

            if (forecast.IsDenied)
            {
                run.Tell(WhyPhaseKind.Bind, took, false, $"port {end.Port} is for the privileged (EACCES)");
                return run.End(WhyVerdict.BindDenied, string.Create(CultureInfo.InvariantCulture, $"this user may not listen on port {end.Port}: ports below {forecast.LowestFreePort} need CAP_NET_BIND_SERVICE"),
                    "Take a port above, or lower net.ipv4.ip_unprivileged_port_start, or give the program the right: setcap cap_net_bind_service+ep FILE.", null, forecasts);
            }

            var holder = forecast.Conflicts[0].Row;
            run.Tell(WhyPhaseKind.Bind, took, false, $"{forecast.Wanted} is taken (EADDRINUSE)");
            var yields = forecast.WorksWithReusePort == true ? " Whoever has it set SO_REUSEPORT: the same user could share it that way."
                : forecast.WorksWithReuseAddress is null ? " Whether SO_REUSEADDR gets past it depends on options that cannot be seen." : "";
            return run.End(WhyVerdict.AddressInUse, $"{forecast.Wanted} is held by {WhyLocal.Holder(holder)}{(holder.Local == forecast.Wanted ? "" : $", at {holder.Local}")}{(holder.State == TcpState.TimeWait ? " in TIME-WAIT" : "")}",
                $"Stop that program, or choose another port.{yields}", $"sockets :{end.Port}", forecasts);
        }

        return run.End(WhyVerdict.CanBind, $"one can listen on {run.Address}", null, $"listen {run.Address}", forecasts);
    }

    static bool IsHere(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || RouteQuestion.Ask(address).Type == "local" || IsNonlocalAllowed(address);

    // ip(7), ip_nonlocal_bind.
    static bool IsNonlocalAllowed(IPAddress address)
    {
        var setting = $"/proc/sys/net/{(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4")}/ip_nonlocal_bind";
        return File.Exists(setting) && File.ReadAllText(setting).Trim() == "1";
    }
}
