using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>A socket of datagrams together with the address it was really bound to.</summary>
/// <param name="Socket">The engine's socket; owned.</param>
/// <param name="Address">Where it receives: port 0 resolved.</param>
public sealed record BoundDatagrams(DatagramSocket Socket, Address Address) : IAsyncDisposable
{
    /// <summary>Closes the socket.</summary>
    public ValueTask DisposeAsync() => Socket.DisposeAsync();
}
