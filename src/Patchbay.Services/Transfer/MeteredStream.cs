namespace Patchbay.Services.Transfer;

/// <summary>Tells an observer what is read, and holds it to a rate. Leaves its source alone.</summary>
internal sealed class MeteredStream(Stream source, RateLimit limit, ITransferObserver observer) : ReadOnlyStream
{
    public long Bytes { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await source.ReadAsync(buffer[..Math.Min(buffer.Length, limit.Piece)], cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TransferException(TransferFailure.CannotRead, $"what is to be sent cannot be read: {error.Message.TrimEnd('.')}", "", error);
        }

        Bytes += count;
        observer.Moved(count);
        await limit.PassAsync(count, cancellationToken);
        return count;
    }
}
