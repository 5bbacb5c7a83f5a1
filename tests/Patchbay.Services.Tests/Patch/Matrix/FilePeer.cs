using System.Buffers;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Nobody: at the other side of a file there is only the file.</summary>
sealed class FilePeer : PatchEnd
{
    public override string Name => "nobody";

    public override ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public override void Advance() => throw new NotSupportedException();

    public override ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override ValueTask FinishAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public override void Abort(string reason) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => default;
}
