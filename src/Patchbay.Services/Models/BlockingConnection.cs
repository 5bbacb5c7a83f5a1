using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Services.Models;

/// <summary>
/// A client of a blocking server: recv(2) and send(2) as they are, counted and told to <see cref="SocketEvents"/>. One thread at a time receives and sends; the other
/// members are safe from any.
/// </summary>
public sealed class BlockingConnection
{
    // As ConnectionHost lingers.
    static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(2);

    readonly Socket _socket;
    readonly FiveTuple _tuple;
    readonly long _id = SocketEvents.NextSocketId();
    readonly long _listenerId;
    readonly int _descriptor;
    long _lastMoved = Stopwatch.GetTimestamp(), _bytesReceived, _bytesSent;
    bool _peerFinished;
    volatile bool _finishing;
    int _cut;

    internal BlockingConnection(Socket socket, long listenerId, TimeSpan? idleTimeout)
    {
        (_socket, _listenerId) = (socket, listenerId);
        _descriptor = OperatingSystem.IsWindows() ? -1 : (int)socket.SafeHandle.DangerousGetHandle();
        var isTcp = socket.AddressFamily != AddressFamily.Unix;
        _tuple = new FiveTuple(isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified, Ask(static socket => socket.LocalEndPoint), isTcp ? Ask(static socket => socket.RemoteEndPoint) : null);
        if (idleTimeout is { } limit)
        {
            // SO_RCVTIMEO and SO_SNDTIMEO: the kernel itself ends a call that has waited for so long. Zero would mean for ever.
            socket.ReceiveTimeout = socket.SendTimeout = (int)Math.Max(1, limit.TotalMilliseconds);
        }

        Publish(SocketStep.Accepted);
    }

    /// <summary>The other end, or null for a Unix socket.</summary>
    public EndPoint? RemoteEndPoint => _tuple.Remote;

    /// <summary>Bytes received so far.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    /// <summary>Bytes the kernel took so far.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>The server cut the connection off.</summary>
    internal bool WasCut => Volatile.Read(ref _cut) != 0;

    /// <summary>Waits for bytes. Returns how many came, at most the buffer's length; 0 at the peer's FIN, and when the server stops and the client is quiet.</summary>
    /// <exception cref="SocketException">The peer reset the connection, or the idle limit has passed (<see cref="SocketError.TimedOut"/>).</exception>
    public int Receive(Span<byte> buffer)
    {
        var count = _socket.Receive(buffer);
        if (count > 0)
        {
            Moved(ref _bytesReceived, count);
            Publish(SocketStep.Received, count);
        }
        else if (!_finishing && !_peerFinished)
        {
            _peerFinished = true;
            Publish(SocketStep.PeerFinished);
        }

        return count;
    }

    /// <summary>Waits until the kernel has taken every byte.</summary>
    /// <exception cref="SocketException">The peer reset the connection, or it took nothing within the idle limit (<see cref="SocketError.TimedOut"/>).</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        // send(2) may take only a part.
        while (!bytes.IsEmpty)
        {
            var count = _socket.Send(bytes);
            bytes = bytes[count..];
            Moved(ref _bytesSent, count);
            Publish(SocketStep.Sent, count);
        }
    }

    /// <summary>Our FIN; then reads and drops what still comes, to the peer's FIN or for a bounded time: closing with unread bytes would reset the reply on its way.</summary>
    internal void Finish()
    {
        _socket.Shutdown(SocketShutdown.Send);
        Publish(SocketStep.WeFinished);
        var start = Stopwatch.GetTimestamp();
        Span<byte> dropped = stackalloc byte[4096];
        while (!_peerFinished && !_finishing && Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < LingerTimeout)
        {
            _socket.ReceiveTimeout = (int)(LingerTimeout - elapsed).TotalMilliseconds + 1;
            try
            {
                Receive(dropped);
            }
            catch (SocketException)
            {
                // Late or reset: everything has been said.
                return;
            }
        }
    }

    /// <summary>A stopping server ends a client that has been quiet for so long: its next receive, also one that waits now, returns 0.</summary>
    internal void FinishIfQuiet(TimeSpan quiet)
    {
        if (_finishing || Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastMoved)) < quiet)
        {
            return;
        }

        _finishing = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Resets the connection; whoever waits in a call on it gets an error. True for the first call.</summary>
    internal bool Abort(string reason)
    {
        if (Interlocked.Exchange(ref _cut, 1) != 0)
        {
            return false;
        }

        Publish(SocketStep.Aborted, note: reason);

        // Zero seconds of linger: RST, and what is unsent is dropped.
        _socket.Close(0);
        return true;
    }

    /// <summary>The connection broke.</summary>
    internal void NoteReset(SocketException error) => Publish(SocketStep.ResetByPeer, errno: SocketErrors.Of(error));

    /// <summary>close(2). Call once, when nobody uses the connection any more.</summary>
    internal void Close()
    {
        _socket.Dispose();
        Publish(SocketStep.Closed);
    }

    void Moved(ref long counter, int count)
    {
        Interlocked.Add(ref counter, count);
        Interlocked.Exchange(ref _lastMoved, Stopwatch.GetTimestamp());
    }

    void Publish(SocketStep step, long bytes = 0, int errno = 0, string? note = null)
    {
        if (SocketEvents.IsEnabled)
        {
            SocketEvents.Publish(new SocketEvent(step, Stopwatch.GetTimestamp(), _id, _descriptor, _tuple)
            {
                Bytes = bytes,
                Errno = errno,
                Note = note,
                ListenerId = step == SocketStep.Accepted ? _listenerId : 0,
            });
        }
    }

    EndPoint? Ask(Func<Socket, EndPoint?> question)
    {
        try
        {
            return question(_socket);
        }
        catch (SocketException)
        {
            // Reset already: the first receive will tell.
            return null;
        }
    }
}
