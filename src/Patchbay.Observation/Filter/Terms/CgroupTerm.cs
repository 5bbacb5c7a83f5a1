using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>cgroup = /system.slice/x.service</c>: made in that control group (v2).</summary>
sealed record CgroupTerm(ulong Cgroup) : FilterTerm
{
    // The kernel also counts the groups below; the row tells one group only, so ours is the narrower truth.
    public override bool IsExact => false;

    public override bool Matches(SocketRow row) => row.Cgroup == Cgroup;

    public override bool? Foresee(SocketKind kind, TcpState state) => kind > SocketKind.Udp ? false : null;

    public override InetDiagBytecode? Compile(bool wanted) => wanted ? InetDiagBytecode.Cgroup(Cgroup) : null;
}
