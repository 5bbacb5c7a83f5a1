using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>user = www-data</c>: made by the user.</summary>
sealed record UserTerm(uint User) : FilterTerm
{
    public override bool IsExact => false;

    public override bool Matches(SocketRow row) => row.User == User;

    public override bool? Foresee(SocketKind kind, TcpState state) => null;

    public override InetDiagBytecode? Compile(bool wanted) => null;
}
