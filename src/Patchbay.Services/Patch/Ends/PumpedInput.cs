using System.IO.Pipelines;

namespace Patchbay.Services.Patch;

/// <summary>
/// An inherited input, stdin for one, as a pipe whose reads can be cancelled, which read(2) on a terminal cannot: what was read and not taken stays for the next reader. Holds at most
/// 128 KiB; then it leaves the bytes where they are.
/// </summary>
public sealed class PumpedInput
{
    const int Chunk = 64 * 1024;

    readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 2 * Chunk, resumeWriterThreshold: Chunk, useSynchronizationContext: false));

    PumpedInput(Stream source) => _ = PumpAsync(source);

    /// <summary>Starts reading.</summary>
    /// <param name="source">Not owned.</param>
    public static PipeReader Open(Stream source) => new PumpedInput(source)._pipe.Reader;

    async Task PumpAsync(Stream source)
    {
        try
        {
            while (true)
            {
                var count = await source.ReadAsync(_pipe.Writer.GetMemory(Chunk));
                if (count == 0)
                {
                    break;
                }

                _pipe.Writer.Advance(count);
                await _pipe.Writer.FlushAsync();
            }

            await _pipe.Writer.CompleteAsync();
        }
        catch (Exception error)
        {
            await _pipe.Writer.CompleteAsync(error);
        }
    }
}
