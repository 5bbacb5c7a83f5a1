using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>dst *</c>: an IP socket, whatever its addresses.</summary>
sealed record AnyHostTerm : FilterTerm
{
    public override bool IsExact => false;

    public override bool Matches(SocketRow row) => row.IsInet;

    public override bool? Foresee(SocketKind kind, TcpState state) => kind <= SocketKind.Raw;

    public override InetDiagBytecode? Compile(bool wanted) => null;
}
