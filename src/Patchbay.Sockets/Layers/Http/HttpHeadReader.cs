using System.Buffers;
using System.IO.Pipelines;

namespace Patchbay.Sockets;

/// <summary>Reads an HTTP head from a pipe, and not one octet more.</summary>
internal static class HttpHeadReader
{
    /// <summary>Waits for a whole head.</summary>
    /// <returns>The head, or why there is none: <c>Failure</c> is null when the input ended instead, after <c>Bytes</c>.</returns>
    public static async ValueTask<(HttpHead? Head, string? Failure, long Bytes)> ReadAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var window = buffer.Slice(0, Math.Min(buffer.Length, HttpHeadParser.MaxSize));
            var parsed = window.IsSingleSegment
                ? HttpHeadParser.TryParse(window.FirstSpan, out var head, out var length, out var failure)
                : HttpHeadParser.TryParse(window.ToArray(), out head, out length, out failure);
            if (parsed)
            {
                input.AdvanceTo(head is null ? buffer.Start : buffer.GetPosition(length));
                return (head, failure, buffer.Length);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return (null, null, buffer.Length);
            }
        }
    }
}
