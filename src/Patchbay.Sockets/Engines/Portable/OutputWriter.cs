using System.IO.Pipelines;

namespace Patchbay.Sockets;

/// <summary>The application's end of the output pipe: counts what was flushed, so that the connection can tell what is still unsent.</summary>
internal sealed class OutputWriter(PipeWriter pipe) : PipeWriter
{
    long _flushed;

    /// <summary>Bytes handed over for sending so far.</summary>
    public long BytesFlushed => Volatile.Read(ref _flushed);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => pipe.UnflushedBytes;

    public override void Advance(int bytes) => pipe.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => pipe.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => pipe.GetSpan(sizeHint);

    public override void CancelPendingFlush() => pipe.CancelPendingFlush();

    // Counted before the pipe hears of it: the send loop may run inside the call.
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Count(pipe.UnflushedBytes);
        return pipe.FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Count(pipe.UnflushedBytes + source.Length);
        return pipe.WriteAsync(source, cancellationToken);
    }

    public override void Complete(Exception? exception = null)
    {
        // Pipe.Complete commits what was written and not flushed.
        Count(pipe.UnflushedBytes);
        pipe.Complete(exception);
    }

    void Count(long bytes) => Volatile.Write(ref _flushed, _flushed + bytes);
}
