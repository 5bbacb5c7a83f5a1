using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>From the output pipe to the socket.</summary>
internal sealed partial class SocketsConnection
{
    // System.Net.Sockets returns when the kernel has taken everything; smaller portions keep the counters, and so the idle time-out, honest.
    const int LargestSend = 128 * 1024;

    async Task SendAsync()
    {
        try
        {
            if (await SendUntilEndAsync())
            {
                Finish();
            }
        }
        catch (Exception error)
        {
            // Output.Complete(exception): the application wants the peer to see that the bytes are not all.
            Abort(error as ConnectionAbortedException ?? new ConnectionAbortedException("The application failed the output.", error));
        }

        // From here on the application's flushes return IsCompleted.
        _output.Reader.Complete();
        if (!IsEnabled)
        {
            _input.Writer.CancelPendingFlush();
        }

        LoopEnded();
    }

    /// <summary>True when everything up to the completion of the output was sent; false when the connection is broken.</summary>
    async Task<bool> SendUntilEndAsync()
    {
        var reader = _output.Reader;
        var retry = default(TransientRetry);
        while (true)
        {
            var result = await reader.ReadAsync();
            var buffer = result.Buffer;
            if (result.IsCanceled || WasReset || WasAborted)
            {
                return false;
            }

            if (buffer.IsEmpty && result.IsCompleted)
            {
                return true;
            }

            var sent = 0;
            try
            {
                if (!buffer.IsEmpty)
                {
                    sent = await SendOnceAsync(buffer);
                    retry.Succeeded();
                    NoteSent(sent);
                }
            }
            catch (SocketException error) when (!_closing && retry.Allows(SocketErrors.Of(error)))
            {
                await retry.PauseAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                SendFailed(error as SocketException);
                return false;
            }

            reader.AdvanceTo(buffer.GetPosition(sent));
        }
    }

    ValueTask<int> SendOnceAsync(ReadOnlySequence<byte> buffer)
    {
        var length = (int)Math.Min(buffer.Length, LargestSend);
        if (_engine.Options.Faults is { } faults)
        {
            if (faults.Errno(FaultPoint.Send) is var errno and not 0)
            {
                throw SocketErrors.ToException(errno);
            }

            length = faults.Limit(FaultPoint.Send, length);
        }

        if (buffer.FirstSpan.Length >= length)
        {
            return _socket.SendAsync(buffer.First[..length], SocketFlags.None);
        }

        return GatherAsync(buffer.Slice(0, length));
    }

    async ValueTask<int> GatherAsync(ReadOnlySequence<byte> buffer)
    {
        var pieces = _engine.Gathers.Get();
        try
        {
            foreach (var memory in buffer)
            {
                if (!MemoryMarshal.TryGetArray(memory, out var piece))
                {
                    // Memory without an array under it cannot be gathered: send the first piece alone.
                    return await _socket.SendAsync(buffer.First, SocketFlags.None);
                }

                pieces.Add(piece);
            }

            return await _socket.SendAsync(pieces, SocketFlags.None);
        }
        finally
        {
            _engine.Gathers.Return(pieces);
        }
    }

    /// <summary>Everything is sent: FIN, and under half-close that is all.</summary>
    void Finish()
    {
        try
        {
            if (!IsEnabled)
            {
                // Stock behaviour: the end of the output is the end of the connection, and the receive loop must not take its own wake-up for the peer's FIN.
                _closing = true;
            }

            _finishing = true;
            using (new EventOrder(this))
            {
                _socket.Shutdown(IsEnabled ? SocketShutdown.Send : SocketShutdown.Both);
                NoteWeFinished();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer reset meanwhile; the receive loop tells.
        }
    }

    void SendFailed(SocketException? error)
    {
        if (_closing || error is null)
        {
            return;
        }

        var errno = SocketErrors.Of(error);
        if (errno is Errno.ENOMEM or Errno.ENOBUFS)
        {
            Abort(new ConnectionAbortedException("The system had no memory to send for this connection.", error));
        }
        else if (_isTcp)
        {
            NoteReset(errno);
        }
    }
}
