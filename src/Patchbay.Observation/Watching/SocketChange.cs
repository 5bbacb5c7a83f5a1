using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Something that happened to a socket between two looks.</summary>
/// <param name="Kind">What.</param>
/// <param name="Socket">The socket.</param>
/// <param name="Before">The state before, of <see cref="SocketChangeKind.State"/>.</param>
public sealed record SocketChange(SocketChangeKind Kind, WatchedSocket Socket, TcpState Before);
