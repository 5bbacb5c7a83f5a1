namespace Patchbay.Services.Transfer;

/// <summary>Makes one folder like another, one of them on a server.</summary>
/// <param name="pool">Sessions with the server.</param>
/// <param name="local">The folder here.</param>
/// <param name="isDownload">From the server to here.</param>
/// <param name="url">The folder there.</param>
/// <param name="options">How transfers are made.</param>
internal sealed class MirrorRun(SitePool pool, LocalTree local, bool isDownload, RemoteUrl url, TransferOptions options)
{
    /// <summary>Looks at both sides, and plans.</summary>
    /// <param name="removes">What only the destination has is to be removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(MirrorPlan Plan, MirrorTree Source)> PlanAsync(bool removes, CancellationToken cancellationToken)
    {
        var here = local.Scan();
        MirrorTree there;
        try
        {
            there = await RemoteTree.ScanAsync(pool, cancellationToken);
        }
        catch (TransferException error) when (!isDownload && IsMissing(error))
        {
            there = new MirrorTree();
        }

        await RefineAsync(there, here, cancellationToken);
        var (source, destination) = isDownload ? (there, here) : (here, there);
        return (MirrorPlan.Make(source, destination, removes), source);
    }

    /// <summary>Does it. A step that fails does not stop the others; a server that is gone does.</summary>
    public async Task<MirrorResult> RunAsync(MirrorPlan plan, IMirrorObserver observer, CancellationToken cancellationToken)
    {
        var (copied, removed, failed, bytes) = (0, 0, 0, 0L);
        if (isDownload)
        {
            Directory.CreateDirectory(local.Root);
        }
        else
        {
            await pool.RunAsync(async site => { await site.MakeFolderAsync("", cancellationToken); return true; }, cancellationToken);
        }

        foreach (var step in plan.Steps.Where(static step => step.Action == MirrorAction.MakeFolder))
        {
            await DoAsync(step, cancellationToken);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = pool.Size, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Steps.Where(static step => step.Action == MirrorAction.Copy), parallel, async (step, token) => await DoAsync(step, token));

        // Nothing is taken away before everything has come.
        foreach (var step in failed > 0 ? [] : plan.Steps.Where(static step => step.Action is MirrorAction.RemoveFile or MirrorAction.RemoveFolder))
        {
            await DoAsync(step, cancellationToken);
        }

        return new MirrorResult(copied, bytes, removed, failed);

        async Task DoAsync(MirrorStep step, CancellationToken token)
        {
            try
            {
                var moved = await TryTwiceAsync(step, observer, token);
                Interlocked.Add(ref bytes, moved);
                Interlocked.Increment(ref step.Action == MirrorAction.Copy ? ref copied : ref removed);
                if (step.Action == MirrorAction.MakeFolder)
                {
                    Interlocked.Decrement(ref removed);
                }

                observer.Done(step);
            }
            catch (TransferException error) when (error.Failure is not (TransferFailure.LoginDenied or TransferFailure.TimedOut or TransferFailure.NoTls))
            {
                Interlocked.Increment(ref failed);
                observer.Failed(step, error);
            }
        }
    }

    /// <summary>A session that broke in the middle of a file is no reason to leave the file out.</summary>
    async Task<long> TryTwiceAsync(MirrorStep step, IMirrorObserver observer, CancellationToken cancellationToken)
    {
        try
        {
            return await pool.RunAsync(site => DoAsync(site, step, observer, cancellationToken), cancellationToken);
        }
        catch (TransferException error) when (error.Failure is TransferFailure.ReceiveFailed or TransferFailure.SendFailed or TransferFailure.Partial or TransferFailure.NoDataConnection)
        {
            options.Trace($"{step.Item.Path}: {error.Message}; once more");
            return await pool.RunAsync(site => DoAsync(site, step, observer, cancellationToken), cancellationToken);
        }
    }

    async Task<long> DoAsync(IRemoteSite site, MirrorStep step, IMirrorObserver observer, CancellationToken cancellationToken)
    {
        var path = step.Item.Path;
        switch (step.Action)
        {
            case MirrorAction.MakeFolder when isDownload:
                local.Prepare(path, isFolder: true);
                return 0;
            case MirrorAction.MakeFolder:
                await site.MakeFolderAsync(path, cancellationToken);
                return 0;
            case MirrorAction.Copy when isDownload:
                return await DownloadAsync(site, path, observer, cancellationToken);
            case MirrorAction.Copy:
                return await UploadAsync(site, step.Item, observer, cancellationToken);
            case MirrorAction.RemoveFile when isDownload:
                Remove(path, File.Delete);
                return 0;
            case MirrorAction.RemoveFile:
                await site.RemoveFileAsync(path, cancellationToken);
                return 0;
            case MirrorAction.RemoveFolder when isDownload:
                Remove(path, Directory.Delete);
                return 0;
            default:
                await site.RemoveFolderAsync(path, cancellationToken);
                return 0;
        }
    }

    async Task<long> DownloadAsync(IRemoteSite site, string path, IMirrorObserver observer, CancellationToken cancellationToken)
    {
        await using var file = PartFile.Open(local.Prepare(path, isFolder: false), url.Child(path).ToString(), force: true, resume: false, resumePart: true);
        return (await new FileDownload(site, options, new TransferTiming(options.TimeProvider), observer).ToFileAsync(path, file, cancellationToken)).Bytes;
    }

    async Task<long> UploadAsync(IRemoteSite site, MirrorItem item, IMirrorObserver observer, CancellationToken cancellationToken)
    {
        await using var content = LocalFile.OpenRead(local.FullPath(item.Path));
        var result = await new FileUpload(site, options, new TransferTiming(options.TimeProvider), observer).FromFileAsync(item.Path, content, resume: false, cancellationToken);
        await site.SetModifiedAsync(item.Path, item.Modified!.Value, cancellationToken);
        return result.Bytes;
    }

    /// <summary>Where sizes are equal and only a coarse time is listed, the server is asked for the exact one.</summary>
    async Task RefineAsync(MirrorTree there, MirrorTree here, CancellationToken cancellationToken)
    {
        var coarse = there.Items.Values.Where(item => item.Kind == RemoteEntryKind.File && item.Precision > TimeSpan.FromSeconds(1)
            && here.Items.GetValueOrDefault(item.Path) is { Kind: RemoteEntryKind.File } other && other.Size == item.Size).ToList();
        await Parallel.ForEachAsync(coarse, new ParallelOptions { MaxDegreeOfParallelism = pool.Size, CancellationToken = cancellationToken }, async (item, token) =>
        {
            if (await pool.RunAsync(site => site.ModifiedAsync(item.Path, token), token) is { } exact)
            {
                lock (there)
                {
                    there.Update(item with { Modified = exact, Precision = TimeSpan.FromSeconds(1) });
                }
            }
        });
    }

    void Remove(string path, Action<string> remove)
    {
        try
        {
            remove(local.FullPath(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TransferException(TransferFailure.CannotWrite, $"'{local.FullPath(path)}' cannot be removed: {error.Message.TrimEnd('.')}", "", error);
        }
    }

    static bool IsMissing(TransferException error) => error.Failure == TransferFailure.NoSuchFile || (error.Failure == TransferFailure.HttpStatus && error.Message.Contains(" 404 ", StringComparison.Ordinal));
}
