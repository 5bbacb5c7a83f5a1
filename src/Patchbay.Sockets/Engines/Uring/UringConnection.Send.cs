using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>The sending direction: what <see cref="RingPipeWriter"/> needs of the connection.</summary>
internal sealed partial class UringConnection
{
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
            using (new EventOrder(this))
            {
                _ = SocketCalls.ShutdownSend(descriptor);
                NoteWeFinished();
            }

            Release();
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

    /// <summary>The writer was completed with an error.</summary>
    public void AbortOutput(Exception error) =>
        Abort(error as ConnectionAbortedException ?? new ConnectionAbortedException("The application ended its output with an error.", error));
}
