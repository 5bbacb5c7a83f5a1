using System.Buffers;
using System.IO.Pipelines;
using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>An inherited pipe, terminal or file: read, written, or both, as it was opened. Its file offset and flags stay those of who shares it.</summary>
sealed class DescriptorEnd : PatchEnd
{
    readonly int _descriptor;
    readonly DescriptorStream _stream;
    readonly PipeReader? _reader;
    readonly bool _isWritable;
    readonly CancellationTokenSource _aborted = new();
    readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    SequencePosition _received;
    long _discarded;
    int _closed;

    public DescriptorEnd(int descriptor)
    {
        _descriptor = descriptor;
        Name = $"fd:{descriptor}";
        var access = DescriptorFlags.AccessOf(descriptor);
        _stream = new DescriptorStream(descriptor, access);
        _isWritable = access.HasFlag(FileAccess.Write);
        _reader = access.HasFlag(FileAccess.Read) ? PumpedInput.Open(_stream) : null;
    }

    public override string Name { get; }

    public override long Discarded => Volatile.Read(ref _discarded);

    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_reader is null)
        {
            // Only written: as with a file, its end comes once it has everything.
            await _finished.Task.WaitAsync(cancellationToken);
            return new PatchRead(default, IsEnd: true);
        }

        var read = await _reader.ReadAsync(cancellationToken);
        _received = read.Buffer.End;
        return new PatchRead(read.Buffer, read.IsCompleted);
    }

    public override void Advance() => _reader?.AdvanceTo(_received);

    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        if (!_isWritable)
        {
            Volatile.Write(ref _discarded, _discarded + bytes.Length);
            return;
        }

        foreach (var segment in bytes)
        {
            // A write that blocks in the kernel cannot be called back; it is left behind.
            await _stream.WriteAsync(segment, CancellationToken.None).AsTask().WaitAsync(_aborted.Token);
        }
    }

    public override ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        _finished.TrySetResult();
        if (_reader is null)
        {
            // Whoever reads the other end of the pipe learns that nothing follows.
            Close();
        }

        return default;
    }

    public override void Abort(string reason) => _aborted.Cancel();

    public override ValueTask DisposeAsync()
    {
        // A read that waits in the kernel still has the number: closing it would give it to another file. It goes with the program.
        if (_reader is null)
        {
            Close();
        }

        _aborted.Dispose();
        return default;
    }

    void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _ = SocketCalls.Close(_descriptor);
        }
    }
}
