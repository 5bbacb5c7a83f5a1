using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>
/// Opens sockets of streams, as listener and as client, and of datagrams, in the ecosystem's own words: connections are <see cref="ConnectionContext"/>, listeners are
/// <see cref="IConnectionListener"/>. Takes <see cref="IPEndPoint"/>, <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/> and, to connect only, an
/// <see cref="DnsEndPoint"/> (Happy Eyeballs, RFC 8305). Every member is safe to call from any thread.
/// </summary>
/// <remarks>
/// Binding throws <see cref="AddressInUseException"/> when the address is taken and <see cref="System.Net.Sockets.SocketException"/> otherwise.
/// Connecting throws <see cref="ConnectException"/>, and <see cref="OperationCanceledException"/> when its token was cancelled. Disposing the engine stops its threads; dispose listeners and connections first.
/// </remarks>
public interface ISocketEngine : IConnectionListenerFactory, IConnectionFactory, IAsyncDisposable
{
    /// <summary>The engine in force; never <see cref="EngineKind.Auto"/>.</summary>
    EngineKind Kind { get; }

    /// <summary>One neutral line for people: <c>engine: sockets (io_uring is not permitted here)</c>.</summary>
    string Description { get; }

    /// <summary>Opens a socket of datagrams.</summary>
    /// <param name="options">Its ends and how it treats them; at least one of them must be given.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="AddressInUseException">The local address is taken.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The kernel refused otherwise.</exception>
    /// <exception cref="ArgumentException">Neither end is given, or they are of different families.</exception>
    ValueTask<DatagramSocket> OpenDatagramAsync(DatagramOptions options, CancellationToken cancellationToken = default);
}
