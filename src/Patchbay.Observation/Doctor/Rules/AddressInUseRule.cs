using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>A bind fails because the address is taken.</summary>
static class AddressInUseRule
{
    const int SOL_SOCKET = 1, SO_REUSEADDR = 2;

    public static DoctorRule Rule { get; } = new()
    {
        Number = 2,
        Name = "address-in-use",
        Title = "the address is already in use",
        Why = "The server does not start; without SO_REUSEADDR it does not for a minute after each restart, while its old connections are in TIME-WAIT.",
        Mend = "Set SO_REUSEADDR before bind(2), and stop whoever holds the port or choose another one.",
        InHistory = Judge,
    };

    static IEnumerable<Sign> Judge(CaseHistory history)
    {
        foreach (var process in history.Calls.Where(static call => call.Name is "bind" or "listen").GroupBy(static call => call.ProcessId))
        {
            var failed = process.Where(static call => call is { Errno: Errno.EADDRINUSE, Address: not { Port: 0 } }).ToList();
            // Who goes on with the next port has dealt with it; who has the port already, by a dual-stack socket, needs no second one.
            if (failed.Count == 0 || process.Any(call => call is { Name: "bind", Result: 0, Address.Port: > 0 } && (call.At > failed[0].At || call.Address?.Port == failed[0].Address?.Port)))
            {
                continue;
            }

            var socket = history.Sockets.FirstOrDefault(socket => socket.Number == failed[0].Socket);
            var end = failed[0].Address ?? socket?.Local;
            var reuse = socket?.Option(SOL_SOCKET, SO_REUSEADDR) is > 0 ? "SO_REUSEADDR was set" : "SO_REUSEADDR was not set";
            var holder = history.Listeners.FirstOrDefault(row => row.Local.Port == end?.Port && HostView.ProcessOf(row) != process.Key);
            yield return new Sign(
                $"{history.Who(process.Key)}: {failed[0].Name} to {end?.ToString() ?? socket?.Path ?? "its address"} failed with EADDRINUSE{(failed.Count > 1 ? $" {failed.Count} times" : "")}; {reuse}; {(holder is null ? "nobody listens there now" : $"{HostView.Who(holder)} has {holder.Local}")}",
                process.Key, $"process {process.Key}");
        }
    }
}
