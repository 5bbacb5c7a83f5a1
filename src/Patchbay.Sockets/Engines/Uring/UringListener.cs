using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>
/// A listening socket on one ring; the connections it accepts are dealt to all rings in turn. Holds at most about
/// <see cref="SocketEngineOptions.MaxPendingAccepts"/> connections that nobody asked for: then it stops accepting until half are taken.
/// </summary>
internal sealed class UringListener : IConnectionListener, IRingTarget
{
    readonly UringEngine _engine;
    readonly RingThread _ring;
    readonly ListeningSocket _socket;
    readonly Channel<UringConnection> _accepted = Channel.CreateUnbounded<UringConnection>(new() { SingleWriter = true });
    readonly TaskCompletionSource _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _pending, _unbindBegun;

    // The ring thread's own.
    int _slot;
    bool _accepting, _paused, _unbinding;
    TimeSpan _pause;

    public UringListener(UringEngine engine, RingThread ring, ListeningSocket socket)
    {
        _engine = engine;
        _ring = ring;
        _socket = socket;
        ring.Run(static listener => ((UringListener)listener).StartOnRing(), this);
    }

    public EndPoint EndPoint => _socket.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_accepted.Reader.TryRead(out var connection))
            {
                if (Interlocked.Decrement(ref _pending) == _engine.Options.MaxPendingAccepts / 2)
                {
                    _ring.Run(static listener => ((UringListener)listener).Resume(), this);
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
            _ring.Run(static listener => ((UringListener)listener).Unbind(), this);
        }

        return new ValueTask(_unbound.Task.WaitAsync(cancellationToken));
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
        if (!_accepting && !_paused && !_unbinding)
        {
            _accepting = true;
            _ring.Accept(_slot, _socket.Descriptor);
        }
    }

    void Resume()
    {
        _paused = false;
        Accept();
    }

    void IRingTarget.OnCompletion(RingOp op, in CompletionEntry completion)
    {
        if (op != RingOp.Accept)
        {
            if (op == RingOp.Cancel && completion.Result < 0)
            {
                CancelAgain();
            }

            return;
        }

        if (!completion.HasMore)
        {
            _accepting = false;
        }

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

    // As in UringConnection: a multishot operation between two rounds is not found.
    void CancelAgain()
    {
        if (_accepting && (_paused || _unbinding))
        {
            _ring.Cancel(_slot, RingOp.Accept);
        }
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
        connection.NoteAccepted(_socket.Id);
        connection.Start();
        var pending = Interlocked.Increment(ref _pending);
        _accepted.Writer.TryWrite(connection);
        if (pending >= _engine.Options.MaxPendingAccepts && !_paused)
        {
            _paused = true;
            if (_accepting)
            {
                _ring.Cancel(_slot, RingOp.Accept);
            }

            // Whoever took the last of them did so before the flag was up.
            if (Volatile.Read(ref _pending) <= _engine.Options.MaxPendingAccepts / 2)
            {
                Resume();
            }
        }
    }

    /// <summary>False when accepting goes on later, or never.</summary>
    bool OnError(int errno)
    {
        switch (AcceptErrors.Classify(errno))
        {
            case AcceptError.Fatal:
                _accepted.Writer.TryComplete(SocketErrors.ToException(errno));
                return false;
            case AcceptError.BackOff:
                _pause = AcceptErrors.NextPause(_pause);
                _ = AcceptAfterAsync(_pause);
                return false;
            default:
                return true;
        }
    }

    async Task AcceptAfterAsync(TimeSpan pause)
    {
        await Task.Delay(pause);
        _ring.Run(static listener => ((UringListener)listener).Accept(), this);
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
