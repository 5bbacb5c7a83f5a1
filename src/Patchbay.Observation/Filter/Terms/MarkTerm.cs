using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>fwmark = 1/3</c>: SO_MARK under a mask. The kernel shows marks to CAP_NET_ADMIN only; without it, nothing matches.</summary>
sealed record MarkTerm(uint Mark, uint Mask) : FilterTerm
{
    // Left to us: the kernel refuses a whole filter that asks without the right.
    public override bool IsExact => false;

    public override bool Matches(SocketRow row) => row.Mark is { } mark && (mark & Mask) == Mark;

    public override bool? Foresee(SocketKind kind, TcpState state) => kind > SocketKind.Udp ? false : null;

    public override InetDiagBytecode? Compile(bool wanted) => null;
}
