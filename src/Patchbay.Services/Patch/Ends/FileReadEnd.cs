using System.Buffers;
using System.IO.Pipelines;

namespace Patchbay.Services.Patch;

/// <summary>A file that is read to its end. What it is told goes nowhere, and is counted.</summary>
sealed class FileReadEnd(string path, Stream file) : PatchEnd
{
    const int Chunk = 64 * 1024;

    readonly PipeReader _reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: Chunk, minimumReadSize: Chunk / 4));
    SequencePosition _received;
    long _discarded;

    public override string Name { get; } = $"file:{path}";

    public override bool IsOurs => true;

    public override long Discarded => Volatile.Read(ref _discarded);

    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        var read = await _reader.ReadAsync(cancellationToken);
        _received = read.Buffer.End;
        return new PatchRead(read.Buffer, read.IsCompleted);
    }

    public override void Advance() => _reader.AdvanceTo(_received);

    public override ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _discarded, _discarded + bytes.Length);
        return default;
    }

    public override ValueTask FinishAsync(CancellationToken cancellationToken) => default;

    public override string DescribeReceiveFailure(Exception error) => $"{path} cannot be read: {error.Message.TrimEnd('.')}";

    // Waiting reads are cancelled by their token; a regular file never waits long.
    public override void Abort(string reason)
    {
    }

    public override ValueTask DisposeAsync() => _reader.CompleteAsync();
}
