using System.Globalization;

namespace Patchbay.Services.Patch;

/// <summary>The sockets that a service manager passed to us (sd_listen_fds(3)). Pure.</summary>
static class ListenFds
{
    const int First = 3;

    /// <summary>The descriptor of that name.</summary>
    /// <param name="name">As the socket unit's FileDescriptorName= says.</param>
    /// <param name="processId">Ours: the variables may be meant for another process.</param>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <exception cref="EndException">Nothing was passed to us, or nothing of that name.</exception>
    public static int Find(string name, int processId, Func<string, string?> variable)
    {
        if (!int.TryParse(variable("LISTEN_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !int.TryParse(variable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            throw new EndException(
                EndFailure.Failed, $"systemd:{name}: no sockets were passed to this program", "It wants LISTEN_FDS from a service manager; to try: systemd-socket-activate -l 8080 --fdname=web patchbay …");
        }

        if (pid != processId)
        {
            throw new EndException(
                EndFailure.Failed, $"systemd:{name}: the sockets are meant for process {pid}, and this is {processId}", "LISTEN_PID must be ours: start the program itself, not a shell that starts it (exec helps).");
        }

        // sd_listen_fds_with_names(3): without names every one is called so.
        var names = (variable("LISTEN_FDNAMES") ?? "unknown").Split(':');
        var index = Array.IndexOf(names, name, 0, Math.Min(names.Length, count));
        return index >= 0 ? First + index : throw new EndException(
            EndFailure.Failed, $"no socket with the name {name} was passed to this program", $"There are: {string.Join(", ", names.Take(count))}. FileDescriptorName= of the socket unit names them.");
    }
}
