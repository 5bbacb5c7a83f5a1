using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>dst 10.0.0.0/8</c>, <c>src [::1]:80</c>: the address begins with the prefix; with a port, that too.</summary>
sealed record HostTerm(bool Local, HostAddress Prefix, int Length, ushort? Port) : FilterTerm
{
    public override bool IsExact => true;

    public override bool Matches(SocketRow row)
    {
        var end = Local ? row.Local : row.Remote;
        return row.IsInet && end.Host.IsIn(Prefix, Length) && (Port is null || Port == end.Port);
    }

    public override bool? Foresee(SocketKind kind, TcpState state) => kind > SocketKind.Raw ? false : null;

    public override InetDiagBytecode? Compile(bool wanted) => Choose(InetDiagBytecode.Host(Local, Prefix.ToBytes(), Length, Port), wanted);
}
