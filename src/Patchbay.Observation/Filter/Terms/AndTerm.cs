using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Both.</summary>
sealed record AndTerm(FilterTerm Left, FilterTerm Right) : FilterTerm
{
    public override bool IsExact => Left.IsExact && Right.IsExact;

    public override IEnumerable<FilterTerm> All => Left.All.Concat(Right.All).Prepend(this);

    public override bool Matches(SocketRow row) => Left.Matches(row) && Right.Matches(row);

    public override bool? Foresee(SocketKind kind, TcpState state) => Left.Foresee(kind, state) & Right.Foresee(kind, state);

    public override InetDiagBytecode? Compile(bool wanted) => wanted ? Join.Both(Left.Compile(true), Right.Compile(true)) : Join.Either(Left.Compile(false), Right.Compile(false));
}
