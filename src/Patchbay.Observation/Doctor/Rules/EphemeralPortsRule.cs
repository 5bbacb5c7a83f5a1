using System.Globalization;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>The ports for outgoing connections run out.</summary>
static class EphemeralPortsRule
{
    const double NearlyAll = 0.8;

    public static DoctorRule Rule { get; } = new()
    {
        Number = 5,
        Name = "ephemeral-ports",
        Title = "the ports for outgoing connections run out",
        Why = "Who closes first keeps the port in TIME-WAIT for a minute: more than about 470 short connections a second to one destination, and connect(2) fails with EADDRNOTAVAIL.",
        Mend = "Keep connections and use them again (a pool, HTTP keep-alive); else widen net.ipv4.ip_local_port_range, or let the other side close first.",
        InHistory = InHistory,
        OnHost = OnHost,
    };

    static IEnumerable<Sign> InHistory(CaseHistory history)
    {
        foreach (var to in history.Calls.Where(static call => CallRole.IsConnect(call.Name) && call.Address is { Port: > 0 }).GroupBy(static call => (call.ProcessId, call.Address)))
        {
            // Without earlier ones it is an address family that this machine does not have.
            var made = to.Count(static call => call.Result == 0 || call.Errno == Errno.EINPROGRESS);
            var failed = to.Count(static call => call.Errno is Errno.EADDRNOTAVAIL);
            if (failed > 0 && made >= 2)
            {
                yield return new Sign($"{history.Who(to.Key.ProcessId)}: {Plural.Of(failed, "connect")} to {to.Key.Address} failed with EADDRNOTAVAIL after {Plural.Of(made, "connection")} there", to.Key.ProcessId, $"to {to.Key.Address}");
            }
        }
    }

    static IEnumerable<Sign> OnHost(HostView host)
    {
        if (host.Range is not { Count: > 0 } range)
        {
            yield break;
        }

        foreach (var use in EphemeralPorts.Count(host.Second.Rows.Where(row => row.Kind == SocketKind.Tcp && (row.IsListener || (row.Local.Port >= range.First && row.Local.Port <= range.Last)))))
        {
            if (use.Ports >= range.Count * NearlyAll)
            {
                yield return new Sign(string.Create(CultureInfo.InvariantCulture, $"{use.Ports:#,0} of {range.Count:#,0} ports ({range.First} to {range.Last}) are taken by connections from {use.Source} to {use.Destination}, {use.Waiting:#,0} of them in TIME-WAIT"), 0, $"to {use.Destination}");
            }
        }
    }
}
