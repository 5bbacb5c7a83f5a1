using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>
/// A socket of datagrams: UDP, Unix, multicast. Received and sent in batches: one wait, many datagrams. One receive and one send may be under way at a
/// time, each from any thread; everything else is thread-safe.
/// </summary>
public abstract class DatagramSocket : IAsyncDisposable
{
    /// <summary>The largest payload of a UDP datagram over IPv4: 65,535 less both headers.</summary>
    public const int MaxPayload = 65_507;

    /// <summary>Where we receive, with the port really lent.</summary>
    public abstract EndPoint LocalEndPoint { get; }

    /// <summary>The peer of a connected socket; null when unconnected.</summary>
    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>Datagrams the kernel has dropped because nobody received them in time (SO_RXQ_OVFL); 0 where the kernel does not tell.</summary>
    public abstract long Dropped { get; }

    /// <summary>Empties <paramref name="batch"/>, then waits until at least one datagram is there and takes what is, up to the batch's capacity.</summary>
    /// <param name="batch">Where the datagrams go.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is lost.</param>
    /// <returns>How many: at least 1.</returns>
    /// <exception cref="DatagramException">A connected socket's peer cannot be reached (ICMP). Receiving again is possible.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask<int> ReceiveAsync(DatagramBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Sends every datagram of <paramref name="batch"/> in order, waiting for room where the kernel has none. The batch keeps its content.</summary>
    /// <param name="batch">What to send. On a connected socket the peers in it are ignored.</param>
    /// <param name="cancellationToken">Gives up waiting; some may have been sent.</param>
    /// <exception cref="DatagramException">One could not be sent: too long, forbidden, no route. Those before it were (<see cref="DatagramException.Sent"/>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask SendAsync(DatagramBatch batch, CancellationToken cancellationToken = default);

    /// <summary>
    /// On an unconnected socket: takes the oldest report about a datagram sent earlier. At most 64 are kept; older ones go first. A connected socket's
    /// are thrown by <see cref="ReceiveAsync"/>.
    /// </summary>
    public abstract bool TryTakeError([NotNullWhen(true)] out DatagramError? error);

    /// <summary>Joins a group (RFC 1112, RFC 3376, RFC 3810).</summary>
    /// <exception cref="DatagramException">No such group, interface or source; or too many memberships (net.ipv4.igmp_max_memberships).</exception>
    public abstract void Join(MulticastMembership membership);

    /// <summary>Leaves a group joined before.</summary>
    /// <exception cref="DatagramException">It was not joined.</exception>
    public abstract void Leave(MulticastMembership membership);

    /// <summary>Publishes a service's own words as <see cref="SocketStep.Annotated"/>; see <see cref="SocketEvents.Annotate(DatagramSocket, string)"/>.</summary>
    internal virtual void Annotate(string text)
    {
    }

    /// <summary>Closes; whoever waits gets <see cref="ObjectDisposedException"/>.</summary>
    public abstract ValueTask DisposeAsync();
}
