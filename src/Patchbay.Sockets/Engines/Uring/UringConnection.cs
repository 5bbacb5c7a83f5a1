using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>
/// A stream socket on a ring. Its state belongs to the ring's thread; readers, writers and aborts on other threads reach it by messages. The descriptor is
/// closed only when no operation is outstanding and no other thread is in a call on it, so a number that the kernel reuses is never touched.
/// </summary>
internal sealed class UringConnection : EngineConnection, IDuplexPipe, IRingTarget
{
    const int Closing = int.MinValue;
    static readonly TaskCompletionSource AlreadyClosed = MakeAlreadyClosed();

    readonly RingThread _ring;
    readonly RingPipeReader _input;
    readonly RingPipeWriter _output;
    readonly bool _isTcp;
    PackedEndPoint _remote;
    volatile int _descriptor;
    int _holds;
    volatile int _sendErrno;
    volatile bool _isDisposing, _finishing;
    TaskCompletionSource? _closed;

    // The ring thread's own.
    int _slot;
    TransientRetry _shortage;
    bool _receiving, _receivePaused, _inputEnded, _inputUnwanted, _outputEnded, _closing, _closeBegun, _isClosed;

    public UringConnection(RingThread ring, int descriptor, bool isTcp, bool halfClose, long socketId)
        : base(halfClose, socketId)
    {
        _ring = ring;
        _descriptor = descriptor;
        _isTcp = isTcp;
        _input = new RingPipeReader(this, ring);
        _output = new RingPipeWriter(this, ring);
        Transport = this;
    }

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _input;

    PipeWriter IDuplexPipe.Output => _output;

    protected override EngineKind Engine => _ring.Settings.IsPinned ? EngineKind.UringPinned : EngineKind.Uring;

    protected override bool IsTcp => _isTcp;

    public override int Descriptor => _descriptor;

    public override MemoryPool<byte> MemoryPool => _ring.Settings.Options.Pool;

    public override long BytesUnread => _input.Unread;

    public override long BytesUnsent => _output.Unsent;

    /// <summary>Takes its place on the ring and starts receiving. Any thread, once.</summary>
    public void Start() => _ring.Run(static connection => ((UringConnection)connection).StartOnRing(), this);

    void StartOnRing()
    {
        _slot = _ring.Add(this);
        if (_ring.IsStopping)
        {
            OnRingStopping();
        }
        else
        {
            Receive();
        }
    }

    void Receive()
    {
        if (!_receiving && !_receivePaused && !_inputEnded && !_inputUnwanted && !_closing)
        {
            _receiving = true;
            _ring.Receive(_slot, _descriptor);
        }
    }

    /// <summary>The shortage that stopped receiving may be over.</summary>
    public void ReceiveAgain() => Receive();

    /// <summary>The reader made room. Any thread.</summary>
    public void ResumeReceiving() => _ring.Run(
        static state =>
        {
            var connection = (UringConnection)state;
            connection._receivePaused = false;
            connection.Receive();
        },
        this);

    void IRingTarget.OnCompletion(RingOp op, in CompletionEntry completion)
    {
        if (op == RingOp.Receive)
        {
            OnReceived(in completion);
        }
        else if (op == RingOp.Send)
        {
            _output.OnSent(completion.Result);
        }
        else if (op == RingOp.Cancel && completion.Result < 0)
        {
            CancelAgain();
        }
    }

    // A multishot receive between two rounds is in no list that a cancellation searches (ENOENT, EALREADY): it must be asked for again, or it goes on.
    void CancelAgain()
    {
        if (_closing && _ring.Outstanding(_slot) > 0)
        {
            _ring.CancelAll(_slot, _descriptor);
        }
        else if (_receiving && (_receivePaused || _inputUnwanted))
        {
            _ring.Cancel(_slot, RingOp.Receive);
        }
    }

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
                _ring.Cancel(_slot, RingOp.Receive);
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
            case Errno.ENOBUFS or Errno.ENOMEM:
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

    /// <summary>No buffer, or no memory: mostly over in a moment, so the first time we only let the completions at hand be worked off.</summary>
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

    /// <summary>Hands a send to the ring; false when the connection is closing. Ring thread.</summary>
    public unsafe bool TrySubmitSend(RingPipeWriter writer, byte* bytes, int length, bool isLast, bool pollFirst)
    {
        if (_closing)
        {
            return false;
        }

        if (isLast || _ring.Settings.Faults is not null)
        {
            _ring.Send(_slot, _descriptor, bytes, length, pollFirst);
        }
        else
        {
            _ring.SendMany(_slot, _descriptor, writer, pollFirst);
        }

        return true;
    }

    /// <summary>The kernel took bytes. The sender's role.</summary>
    public void NoteBytesSent(int bytes) => NoteSent(bytes);

    /// <summary>The kernel takes no more bytes. The sender's role, any thread.</summary>
    public void OnSendFailed(int errno)
    {
        _sendErrno = errno;
        _output.Fail();
        _ring.Run(
            static state =>
            {
                var connection = (UringConnection)state;
                if (connection._sendErrno is Errno.ENOMEM or Errno.ENOBUFS)
                {
                    connection.Abort(new ConnectionAbortedException($"Sending failed: {Errno.Describe(connection._sendErrno)}."));
                }
                else if (connection._sendErrno is not (Errno.EPIPE or Errno.ECONNRESET) || connection._inputEnded || connection._inputUnwanted)
                {
                    // Else bytes received before the reset are still to be read, and the receive under way then finds the end.
                    connection.OnReset(connection._sendErrno);
                }
            },
            this);
    }

    /// <summary>The writer is completed and everything went out, or nothing can any more. The sender's role, any thread.</summary>
    public void OnOutputSent(bool failed)
    {
        if (!failed && TryHold(out var descriptor))
        {
            _finishing = true;
            _ = SocketCalls.ShutdownSend(descriptor);
            Release();
            NoteWeFinished();
        }

        _ring.Run(
            static state =>
            {
                var connection = (UringConnection)state;
                connection._outputEnded = true;
                connection.CloseIfDone();
            },
            this);
    }

    void CloseIfDone()
    {
        if (_outputEnded && (_isDisposing || !IsEnabled))
        {
            BeginClose(abort: false);
        }
    }

    /// <summary>The reader is completed: bytes that come are dropped, and soon none come. Any thread.</summary>
    public void OnInputCompleted() => _ring.Run(
        static state =>
        {
            var connection = (UringConnection)state;
            connection._inputUnwanted = true;
            if (connection._receiving && !connection._closing)
            {
                connection._ring.Cancel(connection._slot, RingOp.Receive);
            }
        },
        this);

    /// <summary>The writer was completed with an error.</summary>
    public void AbortOutput(Exception error) =>
        Abort(error as ConnectionAbortedException ?? new ConnectionAbortedException("The application ended its output with an error.", error));

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Kestrel aborts without a reason when a connection is over anyway.
        abortReason ??= new ConnectionAbortedException();
        if (!NoteAborted(abortReason.Message))
        {
            return;
        }

        _output.Fail();
        _ring.Run(
            static state =>
            {
                var (connection, reason) = ((UringConnection, ConnectionAbortedException))state;
                if (!connection._inputEnded)
                {
                    connection._inputEnded = true;
                    connection._input.PushEnd(reason);
                }

                connection.BeginClose(abort: true);
            },
            (this, abortReason));
    }

#pragma warning disable CA2215 // The base does nothing but call Abort.
    public override ValueTask DisposeAsync()
#pragma warning restore CA2215
    {
        _output.Complete();
        _input.Complete();
        if (Volatile.Read(ref _closed) is null)
        {
            Interlocked.CompareExchange(ref _closed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
        }

        if (!_isDisposing)
        {
            _isDisposing = true;
            _ring.Run(static connection => ((UringConnection)connection).CloseIfDone(), this);
        }

        return new ValueTask(_closed!.Task);
    }

    void BeginClose(bool abort)
    {
        if (_isClosed)
        {
            return;
        }

        if (abort)
        {
            _ = SocketCalls.SetAbortOnClose(_descriptor);
        }

        if (_closing)
        {
            return;
        }

        _closing = true;
        _output.Fail();
        if (!_inputEnded)
        {
            _inputEnded = true;
            _input.PushEnd(null);
        }

        if (_ring.Outstanding(_slot) > 0)
        {
            // Invariant: close(2) alone would leave the operations running on the open file.
            _ring.CancelAll(_slot, _descriptor);
        }
        else
        {
            ((IRingTarget)this).OnQuiescent();
        }
    }

    void IRingTarget.OnQuiescent()
    {
        if (!_closing || _closeBegun || _ring.Outstanding(_slot) > 0)
        {
            return;
        }

        _closeBegun = true;
        if (Interlocked.Add(ref _holds, Closing) == Closing)
        {
            Close();
        }
    }

    void Close()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        var descriptor = _descriptor;

        // So that the last event can name both ends.
        if (SocketEvents.IsEnabled)
        {
            _ = Tuple;
        }

        _descriptor = -1;
        _ = SocketCalls.Close(descriptor);
        _ring.Remove(_slot);
        NoteClosed();
        Interlocked.Exchange(ref _closed, AlreadyClosed)?.TrySetResult();
    }

    public void OnRingStopping() => Abort(new ConnectionAbortedException("The socket engine stopped."));

    public bool TryHold(out int descriptor)
    {
        var holds = Volatile.Read(ref _holds);
        while (holds >= 0)
        {
            var seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
            {
                descriptor = _descriptor;
                return true;
            }

            holds = seen;
        }

        descriptor = -1;
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == Closing)
        {
            _ring.Run(static connection => ((UringConnection)connection).Close(), this);
        }
    }

    protected override bool TryHoldDescriptor(out int descriptor) => TryHold(out descriptor);

    protected override void ReleaseDescriptor() => Release();

    protected override EndPoint? ReadLocalEndPoint() => ReadEndPoint(SocketCalls.LocalAddress);

    protected override EndPoint? ReadRemoteEndPoint() => _isTcp ? _remote.Unpack() : ReadEndPoint(SocketCalls.RemoteAddress);

    /// <summary>Asks the kernel for the remote end now: after a reset it would not know it any more. Before <see cref="Start"/>.</summary>
    public void ReadRemote()
    {
        if (_isTcp)
        {
            Span<byte> address = stackalloc byte[SocketAddressReader.MostBytes];
            var length = SocketCalls.RemoteAddress(_descriptor, address);
            _remote = new PackedEndPoint(address[..Math.Max(0, length)]);
        }
    }

    EndPoint? ReadEndPoint(ReadAddress read)
    {
        if (!TryHold(out var descriptor))
        {
            return null;
        }

        Span<byte> address = stackalloc byte[SocketAddressReader.MostBytes];
        var length = read(descriptor, address);
        Release();
        return length > 0 ? SocketAddressReader.Read(address[..length]) : null;
    }

    delegate int ReadAddress(int descriptor, Span<byte> address);

    static TaskCompletionSource MakeAlreadyClosed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
