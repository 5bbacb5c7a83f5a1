using System.IO.Pipelines;

namespace Patchbay.Services.Patch;

/// <summary>Our own stdin and stdout, which the program lends.</summary>
/// <param name="input">stdin; not owned.</param>
/// <param name="write">Takes a piece for stdout.</param>
/// <param name="isTerminal">A person types: their typing ends when the peer has finished.</param>
public sealed class StandardSource(PipeReader input, Func<ReadOnlyMemory<byte>, ValueTask> write, bool isTerminal) : EndSource
{
    volatile bool _outputIsClosed;

    /// <inheritdoc/>
    public override bool IsSingle => true;

    /// <inheritdoc/>
    public override bool IsSpent => _outputIsClosed;

    /// <inheritdoc/>
    public override ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken) => new(new StandardEnd(input, WriteAsync, isTerminal));

    async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await write(bytes);
        }
        catch (IOException)
        {
            _outputIsClosed = true;
            throw;
        }
    }
}
