using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Patchbay.Sockets;

/// <summary>
/// The application's end of the input pipe. Adds two things to Pipe's reader: it counts what was consumed, and it delivers what arrived before a reset
/// before it throws the reset (a Pipe completed with an exception throws at once).
/// </summary>
internal sealed class InputReader(PipeReader pipe) : PipeReader
{
    ReadOnlySequence<byte> _current;
    long _consumed;
    long _left;
    bool _sawAll;
    volatile Exception? _failure;
    volatile bool _isCompleted;

    /// <summary>Bytes the application has consumed so far.</summary>
    public long BytesConsumed => Volatile.Read(ref _consumed);

    /// <summary>Throws <paramref name="failure"/> once the application has seen what came before. Call before completing the pipe's writer.</summary>
    public void FailAfterLastByte(Exception failure) => _failure = failure;

    public override bool TryRead(out ReadResult result)
    {
        if (!pipe.TryRead(out result))
        {
            return false;
        }

        result = Look(result);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = pipe.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Look(read.Result)) : LookLaterAsync(read);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Measured first: AdvanceTo gives the segments back.
        long left = 0, taken = 0;
        var sawAll = true;
        try
        {
            if (!_current.IsEmpty)
            {
                left = _current.Slice(consumed).Length;
                taken = _current.Length - left;
                sawAll = _current.Slice(examined).IsEmpty;
            }
        }
        catch (Exception error) when (_isCompleted && error is not InvalidOperationException)
        {
            // Another thread disposed the connection, and the segments went back meanwhile.
            throw new InvalidOperationException("Reading is not allowed after the reader was completed.", error);
        }

        pipe.AdvanceTo(consumed, examined);
        _left = left;
        _sawAll = sawAll;
        _current = default;
        Volatile.Write(ref _consumed, _consumed + taken);
    }

    public override void CancelPendingRead() => pipe.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        _isCompleted = true;
        pipe.Complete(exception);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<ReadResult> LookLaterAsync(ValueTask<ReadResult> read) => Look(await read.ConfigureAwait(false));

    ReadResult Look(ReadResult result)
    {
        _current = result.Buffer;
        if (!result.IsCompleted || _failure is not { } failure)
        {
            return result;
        }

        var nothingNew = result.Buffer.Length == (_sawAll ? _left : 0);
        if (result.IsCanceled || !nothingNew)
        {
            return new(result.Buffer, result.IsCanceled, isCompleted: false);
        }

        // The caller gets no buffer, so it will not advance; we do, or the next read would be refused.
        pipe.AdvanceTo(_current.Start);
        throw failure;
    }
}
