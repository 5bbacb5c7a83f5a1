using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>
/// Datagrams by System.Net.Sockets alone, for systems without recvmmsg(2) and sendmmsg(2): one call a datagram. What the system does not tell stays untold:
/// drops, ICMP errors of unconnected sockets, the true length of what was cut.
/// </summary>
internal sealed class SocketsDatagramSocket(OpenedDatagram opened, IFaultInjector? faults, bool tellsArrival) : DatagramSocket
{
    readonly Socket _socket = opened.Socket;
    readonly EndPoint _any = opened.IsV6 ? new IPEndPoint(IPAddress.IPv6Any, 0) : opened.IsUdp ? new IPEndPoint(IPAddress.Any, 0) : new UnixDomainSocketEndPoint("/");
    int _closing;

    public override EndPoint LocalEndPoint => opened.Local;

    public override EndPoint? RemoteEndPoint => opened.Remote;

    public override long Dropped => 0;

    public override async ValueTask<int> ReceiveAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_closing != 0, typeof(DatagramSocket));
        batch.Clear();
        var retry = new TransientRetry();
        do
        {
            try
            {
                ThrowIfInjected(FaultPoint.Receive);
                await ReceiveOneAsync(batch, cancellationToken);
                retry.Succeeded();
            }
            catch (SocketException error) when (_closing != 0)
            {
                throw new ObjectDisposedException(nameof(DatagramSocket), error);
            }
            catch (SocketException error) when (!retry.Allows(SocketErrors.Of(error)))
            {
                throw DatagramFailures.Receive(new DatagramError(RemoteEndPoint, SocketErrors.Of(error), null), error);
            }
            catch (SocketException)
            {
                await retry.PauseAsync(cancellationToken);
            }
        }
        while (batch.Count == 0 || (batch.Count < batch.Capacity && _closing == 0 && _socket.Available > 0));

        opened.Life.Received(batch);
        return batch.Count;
    }

    public override async ValueTask SendAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_closing != 0, typeof(DatagramSocket));
        var retry = new TransientRetry();
        for (var sent = 0; sent < batch.Count;)
        {
            try
            {
                ThrowIfInjected(FaultPoint.Send);
                await SendOneAsync(batch, sent, cancellationToken);
                retry.Succeeded();
                opened.Life.Sent(batch, sent, 1);
                sent++;
            }
            catch (SocketException error) when (_closing != 0)
            {
                throw new ObjectDisposedException(nameof(DatagramSocket), error);
            }
            catch (SocketException error) when (!retry.Allows(SocketErrors.Of(error)))
            {
                throw DatagramFailures.Send(SocketErrors.Of(error), RemoteEndPoint ?? batch.Peer(sent), batch[sent].Length, sent, error);
            }
            catch (SocketException)
            {
                await retry.PauseAsync(cancellationToken);
            }
        }
    }

    public override bool TryTakeError([NotNullWhen(true)] out DatagramError? error)
    {
        error = null;
        return false;
    }

    public override void Join(MulticastMembership membership) => DatagramGroups.Change(_socket, membership, joins: true);

    public override void Leave(MulticastMembership membership) => DatagramGroups.Change(_socket, membership, joins: false);

    internal override void Annotate(string text) => opened.Life.Annotated(text);

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            opened.Close();
        }

        return default;
    }

    async ValueTask ReceiveOneAsync(DatagramBatch batch, CancellationToken cancellationToken)
    {
        var room = batch.Room(batch.Count);
        if (!opened.IsUdp)
        {
            var plain = await _socket.ReceiveFromAsync(room, SocketFlags.None, _any, cancellationToken);
            Take(batch, plain.ReceivedBytes, isTruncated: false, plain.RemoteEndPoint);
            return;
        }

        var received = await _socket.ReceiveMessageFromAsync(room, SocketFlags.None, _any, cancellationToken);
        Take(batch, received.ReceivedBytes, (received.SocketFlags & SocketFlags.Truncated) != 0, received.RemoteEndPoint);
        if (tellsArrival)
        {
            batch.TakeArrival(received.PacketInformation.Address.GetAddressBytes(), received.PacketInformation.Interface);
        }
    }

    void Take(DatagramBatch batch, int length, bool isTruncated, EndPoint? peer)
    {
        var isNamed = RemoteEndPoint is null && peer is IPEndPoint or UnixDomainSocketEndPoint && !peer.Equals(_any);
        var peerLength = isNamed ? SocketAddressBytes.Write(peer!, batch.PeerRoom(batch.Count)) : 0;
        batch.Take(length, isTruncated ? 0 : length, isTruncated, peerLength);
    }

    async ValueTask SendOneAsync(DatagramBatch batch, int index, CancellationToken cancellationToken)
    {
        if (RemoteEndPoint is not null)
        {
            await _socket.SendAsync(batch[index], cancellationToken);
            return;
        }

        var peer = batch.Peer(index) ?? throw new SocketException((int)SocketError.DestinationAddressRequired);
        if (opened.IsV6 && peer is IPEndPoint { AddressFamily: AddressFamily.InterNetwork } v4)
        {
            peer = new IPEndPoint(v4.Address.MapToIPv6(), v4.Port);
        }

        await _socket.SendToAsync(batch[index], peer, cancellationToken);
    }

    void ThrowIfInjected(FaultPoint point)
    {
        if (faults is not null && faults.Errno(point) is var errno and not 0)
        {
            throw SocketErrors.ToException(errno);
        }
    }
}
