using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A socket in the way of a bind.</summary>
/// <param name="Row">The socket.</param>
/// <param name="Kind">How it is in the way.</param>
/// <param name="ReuseAddress">Whether it has SO_REUSEADDR; null when that cannot be told.</param>
/// <param name="ReusePort">Whether it has SO_REUSEPORT.</param>
public sealed record BindConflict(SocketRow Row, BindConflictKind Kind, bool? ReuseAddress, bool? ReusePort)
{
    /// <summary>
    /// A bind that sets SO_REUSEADDR gets past it (socket(7), ip(7)): it has the option too and, of TCP, does not listen. Null when it depends on what cannot be told.
    /// </summary>
    public bool? YieldsToReuseAddress => Row is { Kind: SocketKind.Tcp, State: TcpState.Listen } ? false : ReuseAddress;

    /// <summary>A bind that sets SO_REUSEPORT as the same user gets past it: it has the option too.</summary>
    public bool? YieldsToReusePort => ReusePort;
}
