using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The opposite.</summary>
sealed record NotTerm(FilterTerm Term) : FilterTerm
{
    public override bool IsExact => Term.IsExact;

    public override IEnumerable<FilterTerm> All => Term.All.Prepend(this);

    public override bool Matches(SocketRow row) => !Term.Matches(row);

    public override bool? Foresee(SocketKind kind, TcpState state) => !Term.Foresee(kind, state);

    public override InetDiagBytecode? Compile(bool wanted) => Term.Compile(!wanted);
}
