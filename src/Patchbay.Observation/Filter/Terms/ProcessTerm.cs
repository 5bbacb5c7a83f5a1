using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>process = nginx</c>, <c>process = 'python*'</c>, <c>process = 311</c>: a process of that name, or number, holds a descriptor.</summary>
sealed record ProcessTerm(string Name, int? Pid) : FilterTerm
{
    public override bool IsExact => false;

    public override bool Matches(SocketRow row)
    {
        foreach (var owner in row.Owners)
        {
            if (Pid is { } pid ? owner.Pid == pid : Glob.Matches(Name, owner.Name))
            {
                return true;
            }
        }

        return false;
    }

    public override bool? Foresee(SocketKind kind, TcpState state) => null;

    public override InetDiagBytecode? Compile(bool wanted) => null;
}
