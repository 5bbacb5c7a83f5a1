using System.Buffers;
using System.IO.Pipelines;

namespace Patchbay.Services.Patch;

/// <summary>The pipes of a connection that is closed: nothing to read, and nowhere to write.</summary>
internal sealed class EndedTransport : IDuplexPipe
{
    /// <inheritdoc/>
    public PipeReader Input { get; } = PipeReader.Create(ReadOnlySequence<byte>.Empty);

    /// <inheritdoc/>
    public PipeWriter Output { get; } = PipeWriter.Create(Stream.Null);
}
