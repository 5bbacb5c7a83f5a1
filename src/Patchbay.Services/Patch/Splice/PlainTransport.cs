using System.IO.Pipelines;

namespace Patchbay.Services.Patch;

/// <summary>The two pipes of a connection whose bytes the kernel carries: nothing comes out of one, and the other takes nothing but its end.</summary>
internal sealed class PlainTransport : IDuplexPipe
{
    /// <summary>Both have ended.</summary>
    public PlainTransport()
    {
        var (input, output) = (new Pipe(), new Pipe());
        input.Writer.Complete();
        output.Writer.Complete();
        output.Reader.Complete();
        (Input, Output) = (input.Reader, output.Writer);
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }
}
