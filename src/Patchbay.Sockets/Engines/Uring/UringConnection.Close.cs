using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>How a connection ends. Ring thread, unless said otherwise.</summary>
internal sealed partial class UringConnection
{
    const int Closing = int.MinValue;
    static readonly TaskCompletionSource AlreadyClosed = MakeAlreadyClosed();

    void CloseIfDone()
    {
        if (_outputEnded && (_isDisposing || !IsEnabled))
        {
            BeginClose(abort: false);
        }
    }

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
        _output.Dispose();
        _input.Dispose();
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
            CancelAll();
        }
        else
        {
            ((IRingTarget)this).OnQuiescent();
        }
    }

    void CancelAll()
    {
        _cancels++;
        _ring.CancelAll(_slot, _descriptor);
    }

    void CancelReceive()
    {
        _cancels++;
        _ring.Cancel(_slot, RingOp.Receive);
    }

    /// <summary>
    /// An operation that was just woken, or a multishot receive between two rounds, is in no list that a cancellation searches: it waits anew afterwards, and must
    /// be cancelled again. One cancellation says so with ENOENT or EALREADY; one of all tells only how many it found (io_uring_prep_cancel(3)).
    /// </summary>
    void OnCancelled(int result)
    {
        _cancels--;
        if (_closing)
        {
            // Invariant: without cancellations under way, what is outstanding is what they missed.
            if (_cancels == 0 && _ring.Outstanding(_slot) > 0)
            {
                CancelAll();
            }
        }
        else if (result < 0 && _receiving && (_receivePaused || _inputUnwanted))
        {
            CancelReceive();
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

    static TaskCompletionSource MakeAlreadyClosed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
