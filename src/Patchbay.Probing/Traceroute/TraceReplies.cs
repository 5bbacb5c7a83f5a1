using System.Net;

namespace Patchbay.Probing;

/// <summary>What an ICMP error means for a trace (RFC 792, RFC 4443).</summary>
static class TraceReplies
{
    /// <summary>The meaning.</summary>
    /// <param name="target">Whom the probe was for.</param>
    /// <param name="method">What was sent: port unreachable is what UDP wants to hear from the destination.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="type">ICMP's type.</param>
    /// <param name="code">ICMP's code.</param>
    public static TraceReply Of(IPAddress target, TraceMethod method, IPAddress? from, byte type, byte code)
    {
        var isIpv6 = target.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        var isPortUnreachable = (type, code) == (isIpv6 ? ((byte)1, (byte)4) : ((byte)3, (byte)3));
        var kind = (type, code) == (isIpv6 ? ((byte)3, (byte)0) : ((byte)11, (byte)0)) ? TraceReplyKind.Hop
            : isPortUnreachable && method == TraceMethod.Udp && IsSame(target, from) ? TraceReplyKind.Reached
            : TraceReplyKind.Unreachable;
        return new TraceReply(kind, from, type, code);
    }

    // The scope of a link-local address is ours, not the packet's.
    static bool IsSame(IPAddress target, IPAddress? from) => from is not null && target.GetAddressBytes().AsSpan().SequenceEqual(from.GetAddressBytes());
}
