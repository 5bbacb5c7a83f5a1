using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Patchbay.Services.Transfer;

/// <summary>A listing's octets as lines of text.</summary>
internal static class ListingLines
{
    /// <summary>A path has at most 4 KiB; facts and rights have far less.</summary>
    const int MaxLine = 16 * 1024;

    /// <summary>The lines without their ends. Lines that are no UTF-8 come in Latin-1: such a name is no name here, and nothing is found by it.</summary>
    /// <param name="reader">Completed at the end.</param>
    /// <param name="most">Octets of all lines together.</param>
    /// <param name="what">For messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransferException">It is longer.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(PipeReader reader, long most, string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var total = 0L;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var before = buffer.Length;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                yield return Text(buffer.Slice(0, end));
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            total += before - buffer.Length;
            if (total > most || buffer.Length > MaxLine)
            {
                throw new TransferException(TransferFailure.WeirdReply, $"{what} has more than {(total > most ? most : MaxLine)} bytes{(total > most ? "" : " in a line")}", "No folder needs that.");
            }

            if (result.IsCompleted)
            {
                if (!buffer.IsEmpty)
                {
                    yield return Text(buffer);
                }

                await reader.CompleteAsync();
                yield break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    static string Text(ReadOnlySequence<byte> line)
    {
        var octets = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        return Utf8Text.Decode(octets.TrimEnd((byte)'\r'));
    }
}
