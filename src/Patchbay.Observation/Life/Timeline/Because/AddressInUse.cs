using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>EADDRINUSE: who has the address.</summary>
static class AddressInUse
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (call.Errno != Errno.EADDRINUSE)
        {
            return null;
        }

        var wanted = call.Address ?? life.Name?.Local;
        if (wanted is { Port: > 0 } end)
        {
            foreach (var other in scene.Lives)
            {
                if (other != life && other.Born <= call.At && other.Name?.Local is { } local && local.Port == end.Port && other.ClosedBefore(call.At) is null
                    && (local.IsAny || end.IsAny || local.Host.Unmapped == end.Host.Unmapped))
                {
                    var holder = scene.FindProgram(other.HolderAt(call.At))?.ToString();
                    return $"socket {other.Number}{(holder is null ? "" : $" of {holder}")} has {local}";
                }
            }
        }

        return $"another socket has the address or a wildcard that covers it, or one in TIME_WAIT does and SO_REUSEADDR is not set{(wanted is { } port ? $": patchbay sockets :{port.Port}" : "")}";
    }
}
