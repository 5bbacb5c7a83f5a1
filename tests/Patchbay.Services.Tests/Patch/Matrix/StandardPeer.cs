using System.Buffers;
using System.IO.Pipelines;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Whoever is at the other side of our stdin and stdout. stdout ends with the program: the test ends it.</summary>
sealed class StandardPeer(PipeWriter input, Pipe output) : PatchEnd
{
    SequencePosition _received;

    public override string Name => "the test";

    /// <summary>The program has ended, and stdout with it.</summary>
    public ValueTask EndAsync() => output.Writer.CompleteAsync();

    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        var read = await output.Reader.ReadAsync(cancellationToken);
        _received = read.Buffer.End;
        return new PatchRead(read.Buffer, read.IsCompleted);
    }

    public override void Advance() => output.Reader.AdvanceTo(_received);

    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            await input.WriteAsync(segment, cancellationToken);
        }
    }

    public override ValueTask FinishAsync(CancellationToken cancellationToken) => input.CompleteAsync();

    public override void Abort(string reason)
    {
        input.Complete(new IOException(reason));
        output.Reader.Complete();
    }

    public override ValueTask DisposeAsync() => default;
}
