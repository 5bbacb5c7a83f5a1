using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>
/// A socket below the transport: <see cref="RawSockets.OpenAsync"/>. What a message is, is the same in both directions: for <c>packet:</c> a frame from its
/// link header on, for <c>raw:</c> what follows the IP header. <see cref="DatagramBatch.ArrivedAt"/> gives a <see cref="RawArrival"/> with the rest. Linux only.
/// </summary>
public abstract class RawSocket : DatagramSocket
{
    const int SOL_SOCKET = 1;
    const int SO_RXQ_OVFL = 40;

    readonly byte[] _peeked = new byte[1];
    long _dropped;
    int _pendingError;

    private protected RawSocket(Socket socket)
    {
        Socket = socket;
        _ = SocketCalls.SetOption((int)socket.Handle, SOL_SOCKET, SO_RXQ_OVFL, 1);
    }

    /// <summary>One line worth telling whoever opened the socket, or null: what it can not do, when it was opened without full rights.</summary>
    public virtual string? Notice => null;

    /// <inheritdoc/>
    public override long Dropped => Interlocked.Read(ref _dropped);

    private protected Socket Socket { get; }

    /// <summary>A received message in words, a line a layer: see <see cref="PacketText"/>.</summary>
    /// <param name="batch">The batch it was received into.</param>
    /// <param name="index">Which one.</param>
    public abstract string Describe(DatagramBatch batch, int index);

    /// <inheritdoc/>
    public override async ValueTask<int> ReceiveAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        if (Interlocked.Exchange(ref _pendingError, 0) is not 0 and var pending)
        {
            throw Failed(pending, "received");
        }

        while (batch.Count == 0)
        {
            try
            {
                // Peeking waits for a message and leaves it where it is.
                await Socket.ReceiveAsync(_peeked, SocketFlags.Peek, cancellationToken);
            }
            catch (SocketException error)
            {
                throw Failed(SocketErrors.Of(error), "received", error);
            }

            TakeAll(batch);
        }

        return batch.Count;
    }

    /// <inheritdoc/>
    public override async ValueTask SendAsync(DatagramBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var i = 0; i < batch.Count; i++)
        {
            try
            {
                await SendOneAsync(batch[i], batch.Peer(i), cancellationToken);
            }
            catch (SocketException error)
            {
                throw Failed(SocketErrors.Of(error), "sent", error, i, batch[i].Length);
            }
        }
    }

    /// <inheritdoc/>
    public override bool TryTakeError([NotNullWhen(true)] out DatagramError? error)
    {
        error = null;
        return false;
    }

    /// <summary>Raw sockets receive what the machine receives; a group is joined by a <c>multicast:</c> address.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Join(MulticastMembership membership) => throw new NotSupportedException("A raw socket joins no group.");

    /// <inheritdoc cref="Join"/>
    public override void Leave(MulticastMembership membership) => throw new NotSupportedException("A raw socket leaves no group.");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Socket.Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Takes one message into the batch, or skips one: at least 0; or minus the errno.</summary>
    private protected abstract int Take(DatagramBatch batch);

    private protected abstract ValueTask SendOneAsync(Memory<byte> message, EndPoint? peer, CancellationToken cancellationToken);

    /// <summary>The words for what went wrong; <paramref name="length"/> of the message being sent.</summary>
    private protected abstract DatagramException Failure(int errno, string done, int sent, int length, SocketException? error);

    private protected void CountDrops(ControlMessage message)
    {
        if (message.Is(SOL_SOCKET, SO_RXQ_OVFL, sizeof(uint)))
        {
            Interlocked.Exchange(ref _dropped, BitConverter.ToUInt32(message.Data));
        }
    }

    /// <summary>What is there, up to the batch's room. An error that comes behind messages is kept for the next call: the kernel tells it once.</summary>
    void TakeAll(DatagramBatch batch)
    {
        ObjectDisposedException.ThrowIf(Socket.SafeHandle.IsClosed, this);
        while (batch.Count < batch.Capacity)
        {
            var result = Take(batch);
            if (result is -Errno.EAGAIN or -Errno.EINTR)
            {
                return;
            }

            if (result < 0 && batch.Count == 0)
            {
                throw Failed(-result, "received");
            }

            if (result < 0)
            {
                Interlocked.Exchange(ref _pendingError, -result);
                return;
            }
        }
    }

    Exception Failed(int errno, string done, SocketException? error = null, int sent = 0, int length = 0) =>
        error?.SocketErrorCode == SocketError.OperationAborted || Socket.SafeHandle.IsClosed
            ? new ObjectDisposedException(GetType().Name)
            : Failure(errno, done, sent, length, error);
}
