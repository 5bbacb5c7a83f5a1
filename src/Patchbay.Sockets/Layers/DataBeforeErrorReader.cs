using System.IO.Pipelines;

namespace Patchbay.Sockets;

/// <summary>
/// A pipe's reader that throws the error of its input only behind the last byte. A <see cref="Pipe"/> completed with an error throws at once and drops what
/// was not read yet; so its writer is completed without, and the error told here first.
/// </summary>
internal sealed class DataBeforeErrorReader(PipeReader input) : PipeReader
{
    SequencePosition _end;
    bool _isAllExamined;

    /// <summary>How the input ends; null for a proper end. Set before the pipe's writer is completed.</summary>
    public Exception? Error { get; set; }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Judge(await input.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        if (!input.TryRead(out result))
        {
            return false;
        }

        result = Judge(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _isAllExamined = examined.Equals(_end);
        input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);

    ReadResult Judge(ReadResult result)
    {
        if (!result.IsCompleted || Error is null)
        {
            _end = result.Buffer.End;
            return result;
        }

        // Completed: no more comes, so what was all examined before is all that there is.
        if (!result.IsCanceled && (result.Buffer.IsEmpty || (_isAllExamined && result.Buffer.End.Equals(_end))))
        {
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            throw Error;
        }

        _end = result.Buffer.End;
        return new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false);
    }
}
