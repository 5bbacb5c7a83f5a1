using System.Buffers;
using System.IO.Pipelines;

namespace Patchbay.Services.Patch;

/// <summary>Our own stdin and stdout. Bytes of stdin that one patch did not hand over are there for the next.</summary>
/// <param name="input">stdin; not owned.</param>
/// <param name="write">Takes a piece for stdout.</param>
/// <param name="isTerminal">A person types.</param>
sealed class StandardEnd(PipeReader input, Func<ReadOnlyMemory<byte>, ValueTask> write, bool isTerminal) : PatchEnd
{
    ReadOnlySequence<byte>? _received;
    readonly CancellationTokenSource _aborted = new();

    public override string Name => "stdin and stdout";

    public override bool IsOurs => true;

    public override bool EndsWithPeer => isTerminal;

    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        var read = await input.ReadAsync(cancellationToken);
        _received = read.Buffer;
        return new PatchRead(read.Buffer, read.IsCompleted);
    }

    public override void Advance()
    {
        input.AdvanceTo(_received!.Value.End);
        _received = null;
    }

    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            var writing = write(segment);
            if (!writing.IsCompleted)
            {
                // A write that blocks in the kernel cannot be called back; it is left behind, and ends with its reader or with the program.
                await writing.AsTask().WaitAsync(_aborted.Token);
            }
            else
            {
                await writing;
            }
        }
    }

    // stdout closes with the program, and may have another patch to serve.
    public override ValueTask FinishAsync(CancellationToken cancellationToken) => default;

    public override string DescribeReceiveFailure(Exception error) => $"stdin cannot be read: {error.Message.TrimEnd('.')}";

    public override string DescribeSendFailure(Exception error) => "stdout was closed by its reader";

    public override void Abort(string reason) => _aborted.Cancel();

    public override ValueTask DisposeAsync()
    {
        if (_received is { } received)
        {
            input.AdvanceTo(received.Start);
            _received = null;
        }

        _aborted.Dispose();
        return default;
    }
}
