using System.Buffers;

namespace Patchbay.Services.Patch;

/// <summary>One direction of an end as a stream. Disposing the one for output finishes that direction; the end itself belongs to others.</summary>
sealed class EndStream(PatchEnd end, bool forOutput) : Stream
{
    ReadOnlySequence<byte> _received;
    bool _mustAdvance, _isEnd;

    public override bool CanRead => !forOutput;

    public override bool CanSeek => false;

    public override bool CanWrite => forOutput;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_received.IsEmpty)
        {
            if (_mustAdvance)
            {
                end.Advance();
                _mustAdvance = false;
            }

            if (_isEnd)
            {
                return 0;
            }

            var read = await end.ReceiveAsync(cancellationToken);
            (_received, _isEnd, _mustAdvance) = (read.Bytes, read.IsEnd, true);
        }

        var taken = _received.Slice(0, Math.Min(_received.Length, buffer.Length));
        taken.CopyTo(buffer.Span);
        _received = _received.Slice(taken.End);
        return (int)taken.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        end.SendAsync(new ReadOnlySequence<byte>(buffer), more: false, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Ends are read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Ends are written asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (forOutput)
        {
            await end.FinishAsync(CancellationToken.None);
        }

        await base.DisposeAsync();
    }
}
