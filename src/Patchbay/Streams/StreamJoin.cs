using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Patchbay;

/// <summary>
/// Joins a connection with an input and an output until both directions have ended: the input's end becomes our FIN, the peer's FIN the output's end, each
/// without waiting for the other. A side that does not take its bytes stops the other from reading on.
/// </summary>
/// <param name="connection">The connection; not disposed.</param>
/// <param name="input">What to send. Bytes that were not sent stay in it.</param>
/// <param name="write">Takes what the peer sends.</param>
/// <param name="endsWithPeer">The peer's FIN ends sending too: right for a person at a terminal, who would otherwise type into nothing.</param>
sealed class StreamJoin(ConnectionContext connection, PipeReader input, Func<ReadOnlyMemory<byte>, ValueTask> write, bool endsWithPeer)
{
    long _sent, _received;
    volatile bool _receiverEnded;

    public async Task<JoinResult> RunAsync(CancellationToken stop)
    {
        using var stopping = stop.Register(() => connection.Abort(new ConnectionAbortedException("Stopped by a signal.")));
        var sending = SendAsync();
        var (cut, error) = await ReceiveAsync();
        _receiverEnded = true;
        if (endsWithPeer || cut != CutDirection.None)
        {
            input.CancelPendingRead();
        }

        var sendError = await sending;
        stop.ThrowIfCancellationRequested();
        return cut == CutDirection.None && sendError is not null
            ? new JoinResult(_sent, _received, CutDirection.Sending, sendError)
            : new JoinResult(_sent, _received, cut, error);
    }

    async Task<Exception?> SendAsync()
    {
        var output = connection.Transport.Output;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync();
                if (read.IsCanceled && _receiverEnded)
                {
                    input.AdvanceTo(read.Buffer.Start);
                    break;
                }

                foreach (var segment in read.Buffer)
                {
                    var flushed = await output.WriteAsync(segment);
                    if (flushed.IsCompleted)
                    {
                        input.AdvanceTo(read.Buffer.End);
                        return new ConnectionResetException("The connection ended while we were sending.");
                    }

                    _sent += segment.Length;
                }

                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            await output.CompleteAsync();
            return null;
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or InvalidOperationException or ObjectDisposedException)
        {
            return error;
        }
    }

    async Task<(CutDirection, Exception?)> ReceiveAsync()
    {
        var reader = connection.Transport.Input;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync();
            }
            catch (Exception error) when (error is IOException or ConnectionAbortedException or ObjectDisposedException)
            {
                return (CutDirection.Receiving, error);
            }

            try
            {
                foreach (var segment in read.Buffer)
                {
                    await write(segment);
                    _received += segment.Length;
                }
            }
            catch (IOException error)
            {
                connection.Abort(new ConnectionAbortedException("stdout was closed.", error));
                return (CutDirection.Output, error);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return (CutDirection.None, null);
            }
        }
    }
}
