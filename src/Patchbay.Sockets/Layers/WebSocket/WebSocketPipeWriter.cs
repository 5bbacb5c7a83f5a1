using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Patchbay.Sockets;

/// <summary>
/// The application's end of the output: what it writes up to a flush is one message. A message of text ends with a whole character: the octets of one that
/// is not whole wait for the next flush.
/// </summary>
/// <param name="sender">Puts messages on the wire.</param>
/// <param name="wire">The output underneath.</param>
/// <param name="text">Messages are text.</param>
/// <param name="onComplete">Told once that the application has finished, with its error; what it returns ends when the peer has been told.</param>
internal sealed class WebSocketPipeWriter(WebSocketSender sender, PipeWriter wire, bool text, Func<Exception?, Task> onComplete) : PipeWriter
{
    const int SmallestBuffer = 4096;

    readonly WebSocketOpcode _opcode = text ? WebSocketOpcode.Text : WebSocketOpcode.Binary;

    // Lent from the first write to the flush that empties it: an idle connection holds none.
    byte[] _buffer = [];
    int _count;
    Task? _completion;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _count;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _count);
        _count += bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfCompleted();
        var needed = _count + Math.Max(sizeHint, 1);
        if (_buffer.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, SmallestBuffer), (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
            _buffer.AsSpan(0, _count).CopyTo(larger);
            Return();
            _buffer = larger;
        }

        return _buffer.AsMemory(_count);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void CancelPendingFlush() => wire.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfCompleted();
        cancellationToken.ThrowIfCancellationRequested();
        return SendAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ThrowIfCompleted();
        if (_count == 0 && !text && !source.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return sender.SendMessageAsync(_opcode, source, cancellationToken);
        }

        if (!source.IsEmpty)
        {
            source.CopyTo(GetMemory(source.Length));
            _count += source.Length;
        }

        return FlushAsync(cancellationToken);
    }

    public override void Complete(Exception? exception = null) => _completion ??= FinishAsync(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => new(_completion ??= FinishAsync(exception));

    async Task FinishAsync(Exception? exception)
    {
        try
        {
            if (exception is null)
            {
                await SendAsync(CancellationToken.None);
                exception = _count > 0 ? NotText() : null;
            }
        }
        catch (Exception error)
        {
            exception = error;
        }

        _count = 0;
        Return();
        await onComplete(exception);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<FlushResult> SendAsync(CancellationToken cancellationToken)
    {
        var length = _count;
        if (text)
        {
            length -= Utf8Validator.IncompleteTail(_buffer.AsSpan(0, _count));
            if (!Utf8.IsValid(_buffer.AsSpan(0, length)))
            {
                throw NotText();
            }
        }

        if (length == 0)
        {
            return new FlushResult(isCanceled: false, sender.IsClosed);
        }

        try
        {
            return await sender.SendMessageAsync(_opcode, _buffer.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            _buffer.AsSpan(length, _count - length).CopyTo(_buffer);
            _count -= length;
            if (_count == 0)
            {
                Return();
            }
        }
    }

    static LayerException NotText() => new(LayerFailure.Protocol, "what is to be sent as text is not UTF-8", "Without the option text, messages are binary and take any byte.");

    void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    void ThrowIfCompleted()
    {
        if (_completion is not null)
        {
            throw new InvalidOperationException("Writing is not allowed after the output was completed.");
        }
    }
}
