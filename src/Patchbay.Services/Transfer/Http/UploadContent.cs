using System.Net;

namespace Patchbay.Services.Transfer;

/// <summary>A request's body that is read once. Leaves its source alone.</summary>
/// <param name="source">The bytes.</param>
/// <param name="length">How many; null goes in chunks.</param>
/// <param name="activity">Told after each piece.</param>
internal sealed class UploadContent(Stream source, long? length, Activity activity) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[TransferBuffer.Size];
        var left = length;
        while (left is null or > 0)
        {
            var count = await source.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                break;
            }

            // A file that grows while it is sent: what was announced goes.
            count = (int)Math.Min(count, left ?? count);
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            activity.Happened();
            left -= count;
        }

        if (left > 0)
        {
            throw new TransferException(TransferFailure.CannotRead, $"the file became {left} bytes shorter while it was sent", "Somebody else writes to it.");
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}
