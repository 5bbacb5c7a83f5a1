using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>src unix:/run/*.sock</c>: a Unix socket bound to a name of that pattern.</summary>
sealed record NameTerm(string Pattern) : FilterTerm
{
    public override bool IsExact => false;

    public override bool Matches(SocketRow row) => IsUnix(row.Kind) && row.Name is { } name && Glob.Matches(Pattern, name);

    public override bool? Foresee(SocketKind kind, TcpState state) => IsUnix(kind) ? null : false;

    public override InetDiagBytecode? Compile(bool wanted) => null;

    static bool IsUnix(SocketKind kind) => kind is SocketKind.UnixStream or SocketKind.UnixDatagram or SocketKind.UnixSequenced;
}
