using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>A connect(2) that was refused: the other end's kernel sent an RST.</summary>
static class RefusedConnect
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (call.Errno != Errno.ECONNREFUSED)
        {
            return null;
        }

        if (call.Name != "connect")
        {
            return $"nothing has the port at {life.Name?.Remote?.ToString() ?? "the other end"}: it answered with a refusal (RST, or ICMP port unreachable), which this call reports";
        }

        if (call.Address is not { } target)
        {
            return "nothing listens on the Unix socket's name";
        }

        return $"nothing listens on {target}: its kernel answered the SYN with RST{Gone(scene, target, call.At)}";
    }

    // A listener of this recording that had the port before.
    static string Gone(LifeScene scene, SocketEnd target, TimeSpan at)
    {
        foreach (var life in scene.Lives)
        {
            if (life.Name?.Local is { } local && local.Port == target.Port && life.Name.Remote is null or { Port: 0 } && life.ClosedBefore(at) is { } close
                && life.Calls.Any(static call => call.Name == "listen"))
            {
                return $"; socket {life.Number} listened there until it was closed {LifeSpan.Of(at - close.At)} before";
            }
        }

        return "";
    }
}
