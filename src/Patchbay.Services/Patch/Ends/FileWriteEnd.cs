using System.Buffers;

namespace Patchbay.Services.Patch;

/// <summary>A file that is written. It has nothing to say; its end comes once it has everything, so that a client that sees it knows that all is written.</summary>
sealed class FileWriteEnd(string path, Stream file) : PatchEnd
{
    readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string Name { get; } = $"file:{path}";

    public override bool IsOurs => true;

    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        await _finished.Task.WaitAsync(cancellationToken);
        return new PatchRead(default, IsEnd: true);
    }

    public override void Advance()
    {
    }

    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            await file.WriteAsync(segment, cancellationToken);
        }
    }

    public override async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        // Closing can fail too: a full disk behind a network file system tells then.
        await file.DisposeAsync();
        _finished.TrySetResult();
    }

    public override string DescribeSendFailure(Exception error) => $"{path} cannot be written: {error.Message.TrimEnd('.')}";

    public override void Abort(string reason)
    {
    }

    public override ValueTask DisposeAsync() => file.DisposeAsync();
}
