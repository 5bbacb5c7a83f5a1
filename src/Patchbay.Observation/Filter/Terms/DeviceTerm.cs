using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>dev = eth0</c>: bound to the interface (SO_BINDTODEVICE); 0 is bound to none.</summary>
sealed record DeviceTerm(uint Interface) : FilterTerm
{
    public override bool IsExact => true;

    public override bool Matches(SocketRow row) => row.Kind is not (SocketKind.UnixStream or SocketKind.UnixDatagram or SocketKind.UnixSequenced) && row.Interface == Interface;

    public override bool? Foresee(SocketKind kind, TcpState state) => kind is SocketKind.UnixStream or SocketKind.UnixDatagram or SocketKind.UnixSequenced ? false : null;

    public override InetDiagBytecode? Compile(bool wanted) => Choose(InetDiagBytecode.Device(Interface), wanted);
}
