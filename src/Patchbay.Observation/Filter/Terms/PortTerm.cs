using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>sport = 443</c>, <c>dport 8000-8100</c>, <c>sport &gt; 1023</c>: the port lies between two, both counted.</summary>
sealed record PortTerm(bool Local, int From, int To) : FilterTerm
{
    public override bool IsExact => From <= To;

    public override bool Matches(SocketRow row)
    {
        var port = Local ? row.Local.Port : row.Remote.Port;
        return row.IsInet && port >= From && port <= To;
    }

    public override bool? Foresee(SocketKind kind, TcpState state) => kind > SocketKind.Raw ? false : null;

    public override InetDiagBytecode? Compile(bool wanted)
    {
        // "sport > 65535" is true of nothing; the kernel's filter is left out rather than given a trick.
        if (From > To)
        {
            return null;
        }

        if (From == To)
        {
            return Choose(InetDiagBytecode.PortIs(Local, (ushort)From), wanted);
        }

        var from = InetDiagBytecode.PortAtLeast(Local, (ushort)From);
        var to = InetDiagBytecode.PortAtMost(Local, (ushort)To);
        return Choose(From == 0 ? to : To == ushort.MaxValue ? from : InetDiagBytecode.And(from, to), wanted);
    }
}
