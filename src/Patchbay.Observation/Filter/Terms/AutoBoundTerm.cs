using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>autobound</c>: the kernel chose the local port. Only the kernel's filter can tell, so the reader asks it beforehand for the sockets of which it is true.</summary>
sealed record AutoBoundTerm : FilterTerm
{
    public override bool IsExact => true;

    public override bool Matches(SocketRow row) => row.IsAutoBound;

    public override bool? Foresee(SocketKind kind, TcpState state) => kind > SocketKind.Udp ? false : null;

    public override InetDiagBytecode? Compile(bool wanted) => Choose(InetDiagBytecode.AutoBound(), wanted);
}
