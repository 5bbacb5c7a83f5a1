using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>From the socket to the input pipe.</summary>
internal sealed partial class SocketsConnection
{
    // Less room than this at the end of a block is not worth a system call.
    const int SmallestReceive = 1024;
    const int LargestReceive = 64 * 1024;

    async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            failure = await ReceiveUntilEndAsync();
        }
        catch (Exception error)
        {
            failure = error;
        }

        EndInput(failure);
        LoopEnded();
    }

    /// <summary>Returns null after the peer's FIN or when the application wants no more, else why no byte can follow.</summary>
    async Task<ConnectionResetException?> ReceiveUntilEndAsync()
    {
        var writer = _input.Writer;
        var retry = default(TransientRetry);
        var room = SmallestReceive;
        var moreIsLikely = false;
        while (true)
        {
            int received;
            try
            {
                if (!moreIsLikely)
                {
                    // A receive of zero bytes waits until there is something: an idle connection rents no buffer.
                    await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);
                }

                received = await ReceiveOnceAsync(writer.GetMemory(room));
                retry.Succeeded();
            }
            catch (SocketException error) when (!_closing && retry.Allows(SocketErrors.Of(error)))
            {
                await retry.PauseAsync();
                continue;
            }
            catch (SocketException error)
            {
                return ReceiveFailed(error);
            }

            if (received == 0)
            {
                return EndOfInput();
            }

            // A full buffer means that the sender is ahead of us: ask for more at once next time.
            moreIsLikely = received >= room;
            room = moreIsLikely ? Math.Min(room * 2, LargestReceive) : SmallestReceive;
            writer.Advance(received);
            NoteReceived(received);
            var flushed = await writer.FlushAsync();
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                return null;
            }
        }
    }

    ValueTask<int> ReceiveOnceAsync(Memory<byte> memory)
    {
        if (_engine.Options.Faults is { } faults)
        {
            if (faults.Errno(FaultPoint.Receive) is var errno and not 0)
            {
                throw SocketErrors.ToException(errno);
            }

            memory = memory[..faults.Limit(FaultPoint.Receive, memory.Length)];
        }

        return _socket.ReceiveAsync(memory, SocketFlags.None);
    }

    ConnectionResetException? EndOfInput()
    {
        if (_closing)
        {
            return null;
        }

        // The kernel tells a reset once (SO_ERROR). When a send was told, our receive sees an ordinary end; only the TCP state still knows.
        if (WasReset || (!_finishing && TryGetTcpInfo(out var info) && info.State == TcpState.Closed && !_finishing))
        {
            NoteReset(Errno.ECONNRESET);
            return new ConnectionResetException("The peer reset the connection.");
        }

        NotePeerFinished();
        return null;
    }

    ConnectionResetException? ReceiveFailed(SocketException error)
    {
        if (_closing)
        {
            return null;
        }

        var errno = SocketErrors.Of(error);
        if (errno is Errno.ENOMEM or Errno.ENOBUFS)
        {
            // The connection is whole, but we cannot serve it: the peer must hear of it, and nobody else suffers.
            Abort(new ConnectionAbortedException("The system had no memory to receive for this connection.", error));
            return null;
        }

        NoteReset(errno);
        return new ConnectionResetException(error.Message, error);
    }

    void EndInput(Exception? failure)
    {
        if (_abortReason is { } aborted)
        {
            _input.Writer.Complete(aborted);
        }
        else if (failure is not null)
        {
            _ends.Reader.FailAfterLastByte(failure);
            _input.Writer.Complete();

            // Nothing can be sent any more either; the application's flushes return IsCompleted.
            _output.Reader.CancelPendingRead();
        }
        else if (_closing && !IsEnabled)
        {
            _input.Writer.Complete(new ConnectionAbortedException(OutputEnded));
        }
        else
        {
            _input.Writer.Complete();
        }

        FireUnlessHalfClose();
    }
}
