using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>
/// A listening socket on one ring; the connections it accepts are dealt to all rings in turn. Holds at most
/// <see cref="SocketEngineOptions.MaxPendingAccepts"/> connections that nobody asked for: as many accepts are under way as there is room for. One
/// multishot accept would be fewer entries, but it takes what comes until its cancellation arrives.
/// </summary>
internal sealed class UringListener : IConnectionListener, IRingTarget
{
    // So many newcomers can be taken by one pass through the kernel.
    const int MostAtOnce = 16;

    readonly UringEngine _engine;
    readonly RingThread _ring;
    readonly ListeningSocket _socket;
    readonly Channel<UringConnection> _accepted = Channel.CreateUnbounded<UringConnection>(new() { SingleWriter = true });
    readonly TaskCompletionSource _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly int _bound;
    int _pending, _unbindBegun;

    // The ring thread's own.
    int _slot, _accepting;
    bool _pausing, _unbinding;
    TimeSpan _pause;

    public UringListener(UringEngine engine, RingThread ring, ListeningSocket socket)
    {
        _engine = engine;
        _ring = ring;
        _socket = socket;
        _bound = engine.Options.MaxPendingAccepts;
        ring.Run(static listener => ((UringListener)listener).StartOnRing(), this);
    }

    public EndPoint EndPoint => _socket.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_accepted.Reader.TryRead(out var connection))
            {
                // Only a taker that makes room where there was little has to tell the ring.
                if (Interlocked.Decrement(ref _pending) == Math.Max(0, _bound - MostAtOnce))
                {
                    _ring.Run(static listener => ((UringListener)listener).Accept(), this);
                }

                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _unbindBegun, 1) == 0)
        {
            // From this call on nobody can connect, whenever the ring comes to close the descriptor.
            _ = SocketCalls.ShutdownBoth(_socket.Descriptor);
            _ring.Run(static listener => ((UringListener)listener).Unbind(), this);
        }

        // The token is not heeded: Kestrel passes a cancelled one when its host is disposed without being stopped, and the ring closes a listener at once.
        return new ValueTask(_unbound.Task);
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_accepted.Reader.TryRead(out var connection))
        {
            connection.Abort(new ConnectionAbortedException("The listener was closed before the connection was served."));
            await connection.DisposeAsync();
        }
    }

    void StartOnRing()
    {
        _slot = _ring.Add(this);
        if (_ring.IsStopping)
        {
            Unbind();
        }
        else
        {
            Accept();
        }
    }

    void Accept()
    {
        var room = Math.Min(MostAtOnce, _bound - Volatile.Read(ref _pending));
        while (!_pausing && !_unbinding && _accepting < room)
        {
            _accepting++;
            _ring.Accept(_slot, _socket.Descriptor);
        }
    }

    void IRingTarget.OnCompletion(RingOp op, in CompletionEntry completion)
    {
        if (op != RingOp.Accept)
        {
            return;
        }

        _accepting--;
        if (completion.Result >= 0)
        {
            OnAccepted(completion.Result);
        }
        else if (!OnError(-completion.Result))
        {
            return;
        }

        Accept();
    }

    void OnAccepted(int descriptor)
    {
        if (_unbinding)
        {
            // As the kernel does with its backlog when a listener is closed.
            _ = SocketCalls.SetAbortOnClose(descriptor);
            _ = SocketCalls.Close(descriptor);
            return;
        }

        _pause = TimeSpan.Zero;
        var connection = new UringConnection(_engine.NextRing(), descriptor, _socket.IsTcp, _engine.Options.HalfClose, socketId: 0);
        connection.ReadRemote();
        connection.NoteAccepted(_socket.Id);
        connection.Start();
        Interlocked.Increment(ref _pending);
        _accepted.Writer.TryWrite(connection);
    }

    /// <summary>False when accepting goes on later, or never.</summary>
    bool OnError(int errno)
    {
        if (Volatile.Read(ref _unbindBegun) != 0)
        {
            // shutdown(2) made the accepts fail.
            return false;
        }

        switch (AcceptErrors.Classify(errno))
        {
            case AcceptError.Fatal:
                _accepted.Writer.TryComplete(SocketErrors.ToException(errno));
                return false;
            case AcceptError.BackOff:
                if (!_pausing)
                {
                    _pausing = true;
                    _pause = AcceptErrors.NextPause(_pause);
                    _ = AcceptAfterAsync(_pause);
                }

                return false;
            default:
                return true;
        }
    }

    async Task AcceptAfterAsync(TimeSpan pause)
    {
        await Task.Delay(pause);
        _ring.Run(
            static state =>
            {
                var listener = (UringListener)state;
                listener._pausing = false;
                listener.Accept();
            },
            this);
    }

    void Unbind()
    {
        if (_unbinding)
        {
            return;
        }

        _unbinding = true;
        if (_ring.Outstanding(_slot) > 0)
        {
            _ring.CancelAll(_slot, _socket.Descriptor);
        }
        else
        {
            ((IRingTarget)this).OnQuiescent();
        }
    }

    void IRingTarget.OnQuiescent()
    {
        if (!_unbinding || _unbound.Task.IsCompleted)
        {
            return;
        }

        _ring.Remove(_slot);
        _socket.Close();
        _accepted.Writer.TryComplete();
        _unbound.TrySetResult();
    }

    void IRingTarget.OnRingStopping() => Unbind();
}
