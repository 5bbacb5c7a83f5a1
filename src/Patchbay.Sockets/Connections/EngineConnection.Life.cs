using System.Diagnostics;

namespace Patchbay.Sockets;

/// <summary>The steps of the connection's life: an engine calls these as they happen; they keep the state, the counters, the metrics and the events.</summary>
internal abstract partial class EngineConnection
{
    int _flags;
    long _socketId;
    long _bytesReceived;
    long _bytesSent;
    long _countedSince;

    [Flags]
    enum Flags
    {
        HalfClose = 1,
        PeerFinished = 2,
        WeFinished = 4,
        Reset = 8,
        Aborted = 16,
        ClosedFired = 32,
        Closed = 64,

        /// <summary>Whatever ends a connection.</summary>
        Ended = PeerFinished | WeFinished | Reset | Aborted | Closed,
    }

    /// <inheritdoc/>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <inheritdoc/>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>The peer reset the connection, or the kernel gave it up.</summary>
    protected bool WasReset => HasFlag(Flags.Reset);

    /// <summary>We aborted.</summary>
    protected bool WasAborted => HasFlag(Flags.Aborted);

    /// <summary>The number of this socket in events; assigned on first use.</summary>
    protected long SocketId
    {
        get
        {
            if (_socketId == 0)
            {
                Interlocked.CompareExchange(ref _socketId, SocketEvents.NextSocketId(), 0);
            }

            return _socketId;
        }
    }

    /// <summary>accept(2) made this connection. Call before the first byte moves.</summary>
    internal void NoteAccepted(long listenerId)
    {
        _countedSince = SocketMetrics.Opened(Engine, IsTcp, accepted: true);
        Publish(SocketStep.Accepted, listenerId: listenerId);
    }

    /// <summary>connect(2) made this connection. Call before the first byte moves.</summary>
    internal void NoteConnected(TimeSpan duration)
    {
        _countedSince = SocketMetrics.Opened(Engine, IsTcp, accepted: false);
        Publish(SocketStep.Connected, duration: duration);
    }

    /// <summary>Bytes came. One caller at a time.</summary>
    protected void NoteReceived(long bytes)
    {
        Volatile.Write(ref _bytesReceived, _bytesReceived + bytes);
        SocketMetrics.Moved(Engine, IsTcp, received: true, bytes);
        Publish(SocketStep.Received, bytes: bytes);
    }

    /// <summary>The kernel took bytes. One caller at a time.</summary>
    protected void NoteSent(long bytes)
    {
        Volatile.Write(ref _bytesSent, _bytesSent + bytes);
        SocketMetrics.Moved(Engine, IsTcp, received: false, bytes);
        Publish(SocketStep.Sent, bytes: bytes);
    }

    /// <summary>A read of zero bytes. Fires ConnectionClosed when we have finished too.</summary>
    protected void NotePeerFinished()
    {
        if (SetFlag(Flags.PeerFinished))
        {
            Publish(SocketStep.PeerFinished);
            if (WeHaveFinished)
            {
                FireConnectionClosed();
            }
        }
    }

    /// <summary>shutdown(2) for writing is done. Fires ConnectionClosed when the peer has finished too.</summary>
    protected void NoteWeFinished()
    {
        if (SetFlag(Flags.WeFinished))
        {
            Publish(SocketStep.WeFinished);
            TellFinishWaiter();
            if (PeerHasFinished)
            {
                FireConnectionClosed();
            }
        }
    }

    /// <summary>The peer's RST, or the kernel gave up. True for the first call, unless we aborted before. Fires ConnectionClosed.</summary>
    protected bool NoteReset(int errno)
    {
        var first = !WasAborted && SetFlag(Flags.Reset);
        if (first)
        {
            Publish(SocketStep.ResetByPeer, errno: errno);
        }

        FireConnectionClosed();
        return first;
    }

    /// <summary>We abort. True for the first call on an open connection only: then reset the socket. Fires ConnectionClosed.</summary>
    protected bool NoteAborted(string reason)
    {
        var first = !HasFlag(Flags.Closed) && SetFlag(Flags.Aborted);
        if (first)
        {
            Publish(SocketStep.Aborted, note: reason);
        }

        FireConnectionClosed();
        return first;
    }

    /// <summary>close(2), with nothing of this connection under way any more. Fires ConnectionClosed.</summary>
    protected void NoteClosed()
    {
        if (SetFlag(Flags.Closed))
        {
            Publish(SocketStep.Closed);
            SocketMetrics.Closed(Engine, IsTcp, _countedSince);
        }

        FireConnectionClosed();
    }

    /// <inheritdoc/>
    public void Annotate(string text) => Publish(SocketStep.Annotated, note: text);

    void Publish(SocketStep step, long bytes = 0, TimeSpan duration = default, int errno = 0, long listenerId = 0, string? note = null)
    {
        if (SocketEvents.IsEnabled)
        {
            PublishSlow(step, bytes, duration, errno, listenerId, note);
        }
    }

    void PublishSlow(SocketStep step, long bytes, TimeSpan duration, int errno, long listenerId, string? note)
    {
        // Both directions publish at once: the lock keeps one socket's events in the order of their times.
        lock (this)
        {
            SocketEvents.Publish(new SocketEvent(step, Stopwatch.GetTimestamp(), SocketId, Descriptor, Tuple)
            {
                Bytes = bytes,
                Duration = duration,
                Errno = errno,
                ListenerId = listenerId,
                Note = note,
            });
        }
    }

    bool HasFlag(Flags flag) => (Volatile.Read(ref _flags) & (int)flag) != 0;

    /// <summary>True when the flag was not set before.</summary>
    bool SetFlag(Flags flag) => (Interlocked.Or(ref _flags, (int)flag) & (int)flag) == 0;

    /// <summary>Replaces the flags in one step; false, and nothing done, where <paramref name="change"/> says null.</summary>
    bool TryChange(Func<Flags, Flags?> change)
    {
        while (true)
        {
            var flags = Volatile.Read(ref _flags);
            if (change((Flags)flags) is not { } changed)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _flags, (int)changed, flags) == flags)
            {
                return true;
            }
        }
    }
}
