using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>scope everywhere</c>: who can be at the other end.</summary>
sealed record ScopeTerm(SocketScope Scope) : FilterTerm
{
    public override bool IsExact => false;

    public override bool Matches(SocketRow row) => row.Scope == Scope;

    public override bool? Foresee(SocketKind kind, TcpState state) => kind > SocketKind.Raw ? false : null;

    public override InetDiagBytecode? Compile(bool wanted) => null;
}
