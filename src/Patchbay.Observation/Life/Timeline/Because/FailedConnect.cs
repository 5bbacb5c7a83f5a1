using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>A connect(2) that failed for another reason than a refusal, or that does not wait.</summary>
static class FailedConnect
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call) => call.Name != "connect" ? null : call.Errno switch
    {
        Errno.EINPROGRESS => $"the socket is non-blocking: the SYN is on its way and the call does not wait for the answer{LentPort.Words(life, call) ?? ""}",
        Errno.EALREADY => "the SYN of the connect before is still unanswered",
        Errno.ETIMEDOUT => "no answer to the SYN, nor to its repetitions: a firewall drops it, or the host is down",
        Errno.ENETUNREACH => "this machine has no route to that network: no SYN was sent",
        Errno.EHOSTUNREACH => "a router, or this machine after asking for the link address in vain, said that the host cannot be reached",
        Errno.EACCES or Errno.EPERM => "a rule of this machine or of a router forbids it (a prohibit route, a firewall's reject), or it is a broadcast address",
        Errno.EADDRNOTAVAIL => "every ephemeral port towards that address is in use, or the local address is not this machine's",
        _ => null,
    };
}
