using System.Buffers;
using System.Globalization;

namespace Patchbay.Services.Transfer;

/// <summary>Gets one file from a session: into a file of ours by way of its part, or into a stream.</summary>
internal sealed class FileDownload(IRemoteSite site, TransferOptions options, TransferTiming timing, ITransferObserver observer)
{
    /// <summary>Into a file.</summary>
    /// <param name="path">The file there.</param>
    /// <param name="file">Where to; stays the caller's.</param>
    /// <param name="cancellationToken">Gives up; what came is kept.</param>
    public async Task<TransferResult> ToFileAsync(string path, PartFile file, CancellationToken cancellationToken)
    {
        await using var download = await site.DownloadAsync(path, file.Resume, cancellationToken);
        if (download.Offset == 0 && file.Length > 0)
        {
            file.Restart();
        }

        if (!download.IsHere)
        {
            file.Remember(download.Validator, download.Total);
        }

        observer.Begins(download.Offset, download.Total);
        var bytes = await PumpAsync(download, chunk =>
        {
            file.Write(chunk.Span);
            return ValueTask.CompletedTask;
        }, cancellationToken);
        await file.CommitAsync(download.Modified);
        return new TransferResult(download.Offset, bytes) { WasThere = download.IsHere };
    }

    /// <summary>Into a stream, from the beginning.</summary>
    public async Task<TransferResult> ToStreamAsync(string path, Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellationToken)
    {
        await using var download = await site.DownloadAsync(path, null, cancellationToken);
        observer.Begins(0, download.Total);
        return new TransferResult(0, await PumpAsync(download, write, cancellationToken));
    }

    async Task<long> PumpAsync(Download download, Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellationToken)
    {
        var limit = new RateLimit(options.LimitRate, options.TimeProvider);
        var buffer = ArrayPool<byte>.Shared.Rent(TransferBuffer.Size);
        try
        {
            var bytes = 0L;
            while (await download.Content.ReadAsync(buffer.AsMemory(0, limit.Piece), cancellationToken) is > 0 and var count)
            {
                await write(buffer.AsMemory(0, count));
                bytes += count;
                observer.Moved(count);
                await limit.PassAsync(count, cancellationToken);
            }

            if (!download.IsHere)
            {
                await download.FinishAsync(cancellationToken);
            }

            timing.Mark(TransferPhase.Transfer);
            if (download.Total is { } total && download.Offset + bytes != total)
            {
                throw new TransferException(
                    TransferFailure.Partial,
                    string.Create(CultureInfo.InvariantCulture, $"{download.Offset + bytes} of {total} bytes came, and then the end"), "--continue goes on from there.");
            }

            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
