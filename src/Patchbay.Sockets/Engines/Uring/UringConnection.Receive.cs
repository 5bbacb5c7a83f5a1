using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>The receiving direction. Ring thread, unless said otherwise.</summary>
internal sealed partial class UringConnection
{
    /// <summary>Receives, unless it is under way, paused or over.</summary>
    public void Receive()
    {
        if (!_receiving && !_receivePaused && !_inputEnded && !_inputUnwanted && !_closing)
        {
            _receiving = true;
            _ring.Receive(_slot, _descriptor);
        }
    }

    /// <summary>The reader made room. Any thread.</summary>
    public void ResumeReceiving() => _ring.Run(
        static state =>
        {
            var connection = (UringConnection)state;
            connection._receivePaused = false;
            connection.Receive();
        },
        this);


    void OnReceived(in CompletionEntry completion)
    {
        if (!completion.HasMore)
        {
            _receiving = false;
        }

        if (completion.Result > 0)
        {
            OnBytes(completion.BufferId, completion.Result);
        }
        else
        {
            if (completion.HasBuffer)
            {
                _ring.Buffers.Recycle(completion.BufferId);
            }

            if (!OnNoBytes(-completion.Result))
            {
                return;
            }
        }

        Receive();
    }

    void OnBytes(ushort buffer, int count)
    {
        _shortage.Succeeded();
        if (_closing || _inputUnwanted)
        {
            _ring.Buffers.Recycle(buffer);
            return;
        }

        NoteReceived(count);
        var segment = _ring.Buffers.Take(buffer, count);
        if (!_input.Push(segment))
        {
            _ring.Buffers.Return(segment);
        }

        // The push may have run the application, which may have closed.
        if (!_closing && !_receivePaused && _input.TryPause())
        {
            _receivePaused = true;
            if (_receiving)
            {
                CancelReceive();
            }
        }
    }

    /// <summary>The end, or an error. False when receiving goes on later.</summary>
    bool OnNoBytes(int errno)
    {
        switch (errno)
        {
            case 0 when EndIsReset():
                OnReset(Errno.ECONNRESET);
                return true;
            case 0:
                OnPeerFinished();
                return true;
            case Errno.EINTR or Errno.EAGAIN or Errno.ECANCELED:
                return true;
            case Errno.ENOBUFS:
                // The ring's buffers were all filled at once. A quarter at least is back when these completions are worked off: not a shortage that can last.
                _ring.ReceiveLater(this);
                return false;
            case Errno.ENOMEM:
                OnShortage(errno);
                return false;
            default:
                OnReset(errno);
                return true;
        }
    }

    /// <summary>
    /// The kernel tells of a reset once. When a send met it first, or is about to say so, the receive sees a plain end; the state then knows better:
    /// after a FIN alone it would be CLOSE_WAIT.
    /// </summary>
    bool EndIsReset()
    {
        if (_sendErrno != 0)
        {
            return true;
        }

        Span<byte> info = stackalloc byte[TcpInfoParser.Size];
        return _isTcp && !_finishing && KernelSocket.TryGetTcpInfo(_descriptor, info, out var length) && length > 0 && info[0] == (byte)TcpState.Closed && !_finishing;
    }

    /// <summary>The kernel had no memory: mostly over in a moment, so the first time we only let the completions at hand be worked off.</summary>
    void OnShortage(int errno)
    {
        if (!_shortage.Allows(errno))
        {
            Abort(new ConnectionAbortedException($"Receiving failed: {Errno.Describe(errno)}."));
        }
        else if (_shortage.IsFirst)
        {
            _ring.ReceiveLater(this);
        }
        else
        {
            _ = ReceiveAfterAsync(_shortage);
        }
    }

    async Task ReceiveAfterAsync(TransientRetry shortage)
    {
        await shortage.PauseAsync();
        _ring.Run(static connection => ((UringConnection)connection).Receive(), this);
    }

    void OnPeerFinished()
    {
        _inputEnded = true;
        NotePeerFinished();
        FireUnlessHalfClose();
        _input.PushEnd(null);
    }

    void OnReset(int errno)
    {
        NoteReset(errno);
        _output.Fail();
        if (!_inputEnded)
        {
            _inputEnded = true;
            _input.PushEnd(new ConnectionResetException($"The connection was reset: {Errno.Describe(errno)}."));
        }

        BeginClose(abort: false);
    }

    /// <summary>A copy of an error for one more throw.</summary>
    public static Exception Again(Exception error) => error switch
    {
        ConnectionResetException => new ConnectionResetException(error.Message, error.InnerException!),
        _ => new ConnectionAbortedException(error.Message, error.InnerException!),
    };

    /// <summary>The reader is completed: bytes that come are dropped, and soon none come. Any thread.</summary>
    public void OnInputCompleted() => _ring.Run(
        static state =>
        {
            var connection = (UringConnection)state;
            connection._inputUnwanted = true;
            if (connection._receiving && !connection._closing)
            {
                connection.CancelReceive();
            }
        },
        this);
}
