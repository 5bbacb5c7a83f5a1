namespace Patchbay.Services.Transfer;

/// <summary>Sends one file, or the rest of one, in a session.</summary>
internal sealed class FileUpload(IRemoteSite site, TransferOptions options, TransferTiming timing, ITransferObserver observer)
{
    /// <summary>A file of ours.</summary>
    /// <param name="path">The file there.</param>
    /// <param name="content">From the beginning; read from where the server has it. Stays the caller's.</param>
    /// <param name="resume">What the server has already is not sent again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TransferResult> FromFileAsync(string path, FileStream content, bool resume, CancellationToken cancellationToken)
    {
        var total = content.Length;
        var offset = resume ? await site.UploadedAsync(path, total, cancellationToken) ?? 0 : 0;
        if (offset > total)
        {
            throw new TransferException(TransferFailure.CannotResume, $"the server has {offset} bytes of it, and the file here has {total}", "They are different files; without --continue it is replaced.");
        }

        if (offset == total && total > 0)
        {
            return new TransferResult(offset, 0) { WasThere = true };
        }

        content.Position = offset;
        return await SendAsync(path, content, offset, total, cancellationToken);
    }

    /// <summary>Whatever comes from a stream, until its end.</summary>
    public Task<TransferResult> FromStreamAsync(string path, Stream content, CancellationToken cancellationToken) => SendAsync(path, content, 0, null, cancellationToken);

    async Task<TransferResult> SendAsync(string path, Stream content, long offset, long? total, CancellationToken cancellationToken)
    {
        await using var metered = new MeteredStream(content, new RateLimit(options.LimitRate, options.TimeProvider), observer);
        observer.Begins(offset, total);
        await site.UploadAsync(path, metered, offset, total, cancellationToken);
        timing.Mark(TransferPhase.Transfer);
        return new TransferResult(offset, metered.Bytes);
    }
}
