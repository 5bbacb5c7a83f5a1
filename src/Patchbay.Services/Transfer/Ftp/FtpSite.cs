using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Transfer;

/// <summary>Files and folders of an FTP server below a URL.</summary>
/// <param name="root">The URL.</param>
/// <param name="session">Owned.</param>
/// <param name="options">How long to wait.</param>
internal sealed class FtpSite(RemoteUrl root, FtpSession session, TransferOptions options) : IRemoteSite
{
    /// <summary>Octets of one folder's listing.</summary>
    public const int MaxListing = 64 * 1024 * 1024;

    string? _home;
    bool _noMlsd = !session.Features.Has("MLST");
    bool _noListAll;

    public async Task<IReadOnlyList<RemoteEntry>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var folder = await AbsoluteAsync(path, cancellationToken);
        if (!_noMlsd)
        {
            try
            {
                return await ReadListingAsync("MLSD", folder, folder, static (line, _) => FtpFacts.Parse(line), cancellationToken);
            }
            catch (TransferException error) when (error.Failure == TransferFailure.Unsupported)
            {
                _noMlsd = true;
            }
        }

        // LIST of a path that begins with a hyphen, or has a space, means something else on many servers: it lists where we are.
        var entered = await session.AskAsync("CWD", folder, cancellationToken);
        if (!entered.IsDone)
        {
            throw FtpFailures.Refused(session.Peer, $"to enter {Quoted(folder)}", entered, TransferFailure.NoSuchFile);
        }

        if (!_noListAll)
        {
            try
            {
                if (await ReadListingAsync("LIST", "-a", folder, FtpListLine.Parse, cancellationToken) is { Count: > 0 } all)
                {
                    return all;
                }
            }
            catch (TransferException error) when (error.Failure is TransferFailure.Unsupported or TransferFailure.NoSuchFile)
            {
                // "-a" was taken for a name.
                _noListAll = true;
            }
        }

        return await ReadListingAsync("LIST", null, folder, FtpListLine.Parse, cancellationToken);
    }

    public async Task<DateTimeOffset?> ModifiedAsync(string path, CancellationToken cancellationToken) =>
        await session.ModifiedAsync(await FullAsync(path, cancellationToken), cancellationToken);

    public async Task<Download> DownloadAsync(string path, ResumePoint? resume, CancellationToken cancellationToken)
    {
        var file = await FullAsync(path, cancellationToken);
        var size = await session.SizeAsync(file, cancellationToken);
        var modified = await session.ModifiedAsync(file, cancellationToken);
        var validator = size is not null && modified is not null ? $"{size} {FtpTime.Format(modified.Value)}" : null;
        var offset = resume?.Offset ?? 0;
        if (offset > 0 && IsOther(resume!, validator, size))
        {
            options.Notify($"{Quoted(file)} has changed on {session.Peer}: beginning anew");
            offset = 0;
        }

        if (offset > 0 && offset == size)
        {
            return new Download(Stream.Null) { Offset = offset, Total = size, Validator = validator, Modified = modified, IsHere = true };
        }

        var what = $"to send {Quoted(file)}";
        var data = await session.BeginAsync("RETR", file, offset, what, TransferFailure.NoSuchFile, cancellationToken);
        var hasEnded = false;
        return new Download(data.Read(session.Peer, options))
        {
            Offset = offset,
            Total = size,
            Validator = validator,
            Modified = modified,
            FinishAsync = async token =>
            {
                await data.DisposeAsync();
                hasEnded = true;
                await session.EndAsync(what, TransferFailure.Partial, token);
            },
            ReleaseAsync = async () =>
            {
                if (!hasEnded)
                {
                    data.Abort();
                    await data.DisposeAsync();
                    await session.SettleAsync();
                }
            },
        };
    }

    public async Task<long?> UploadedAsync(string path, long total, CancellationToken cancellationToken) =>
        await session.SizeAsync(await FullAsync(path, cancellationToken), cancellationToken);

    public async Task UploadAsync(string path, Stream content, long offset, long? total, CancellationToken cancellationToken)
    {
        var file = await FullAsync(path, cancellationToken);
        var what = $"to take {Quoted(file)}";
        // APPE needs no REST, which some servers know for RETR only.
        var data = await session.BeginAsync(offset > 0 ? "APPE" : "STOR", file, 0, what, TransferFailure.UploadRefused, cancellationToken);
        try
        {
            await PumpAsync(content, data, cancellationToken);
        }
        catch (Exception error)
        {
            data.Abort();
            await data.DisposeAsync();
            if (error is TransferException { Failure: TransferFailure.SendFailed })
            {
                // The server has ended the transfer: its reply says why.
                await session.EndAsync(what, TransferFailure.UploadRefused, cancellationToken);
            }
            else
            {
                await session.SettleAsync();
            }

            throw;
        }

        await data.DisposeAsync();
        await session.EndAsync(what, TransferFailure.UploadRefused, cancellationToken);
        if (total is not null && await session.SizeAsync(file, cancellationToken) is { } size && size != total)
        {
            throw new TransferException(TransferFailure.Partial, string.Create(CultureInfo.InvariantCulture, $"{session.Peer} has {size} bytes of {Quoted(file)}, and we sent {total}"), "Somebody else writes to it, or it changed here while it was sent.");
        }
    }

    public async Task MakeFolderAsync(string path, CancellationToken cancellationToken)
    {
        var folder = await AbsoluteAsync(path, cancellationToken);
        var reply = await session.AskAsync("MKD", folder, cancellationToken);
        // Servers have several codes for "it is there": whether we can enter says it.
        if (!reply.IsDone && !(await session.AskAsync("CWD", folder, cancellationToken)).IsDone)
        {
            throw FtpFailures.Refused(session.Peer, $"to make the folder {Quoted(folder)}", reply, TransferFailure.UploadRefused);
        }
    }

    public Task RemoveFileAsync(string path, CancellationToken cancellationToken) => RemoveAsync("DELE", path, cancellationToken);

    public Task RemoveFolderAsync(string path, CancellationToken cancellationToken) => RemoveAsync("RMD", path, cancellationToken);

    public async Task<bool> SetModifiedAsync(string path, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var file = await FullAsync(path, cancellationToken);
        if (session.Features.Has("MFMT"))
        {
            return (await session.AskAsync($"MFMT {FtpTime.Format(time)}", file, cancellationToken)).IsDone;
        }

        // No RFC, but vsftpd and others: MDTM with a time sets it. Others look for a file of that name, and find none.
        return (await session.AskAsync($"MDTM {FtpTime.Format(time)}", file, cancellationToken)).IsDone;
    }

    public bool IsOver => session.IsOver;

    public ValueTask DisposeAsync() => session.DisposeAsync();

    static bool IsOther(ResumePoint resume, string? validator, long? size) =>
        (resume.Validator is not null && validator is not null && resume.Validator != validator)
        || (resume.Total is not null && size is not null && resume.Total != size)
        || resume.Offset > size;

    async Task RemoveAsync(string verb, string path, CancellationToken cancellationToken)
    {
        var full = await FullAsync(path, cancellationToken);
        var reply = await session.AskAsync(verb, full, cancellationToken);
        if (!reply.IsDone)
        {
            throw FtpFailures.Refused(session.Peer, $"to remove {Quoted(full)}", reply, TransferFailure.Denied);
        }
    }

    async Task PumpAsync(Stream content, FtpData data, CancellationToken cancellationToken)
    {
        var patience = new Patience(session.Peer, options.Timeout, options.TimeProvider);
        var output = data.Connection.Transport.Output;
        try
        {
            while (true)
            {
                var count = await content.ReadAsync(output.GetMemory(TransferBuffer.Size), cancellationToken);
                if (count == 0)
                {
                    break;
                }

                output.Advance(count);
                var flushed = await patience.WaitAsync(output.FlushAsync, "it to take more", cancellationToken);
                if (flushed.IsCompleted)
                {
                    throw Gone(null);
                }
            }

            await patience.WaitAsync(async token => { await output.CompleteAsync().AsTask().WaitAsync(token); return true; }, "it to take the rest", cancellationToken);
        }
        catch (Exception error) when (error is not TransferException && error is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            throw Gone(error);
        }

        TransferException Gone(Exception? error) => new(TransferFailure.SendFailed, $"{session.Peer} ended the data connection before it had everything", "", error);
    }

    async Task<IReadOnlyList<RemoteEntry>> ReadListingAsync(string verb, string? argument, string folder, Func<string, DateTimeOffset, RemoteEntry?> parse, CancellationToken cancellationToken)
    {
        var what = $"to list {Quoted(folder)}";
        FtpData data;
        try
        {
            data = await session.BeginAsync(verb, argument, 0, what, TransferFailure.NoSuchFile, cancellationToken);
        }
        catch (TransferException error) when (error.Message.Contains(": 50", StringComparison.Ordinal))
        {
            // 500, 502, 504: not understood.
            throw new TransferException(TransferFailure.Unsupported, error.Message, error.Hint, error);
        }

        try
        {
            var entries = new List<RemoteEntry>();
            var now = options.TimeProvider.GetUtcNow();
            await foreach (var line in ListingLines.ReadAsync(PipeReader.Create(data.Read(session.Peer, options)), MaxListing, $"{session.Peer}: the listing of {Quoted(folder)}", cancellationToken))
            {
                if (parse(line, now) is { } entry)
                {
                    entries.Add(entry);
                }
            }

            await data.DisposeAsync();
            await session.EndAsync(what, TransferFailure.Partial, cancellationToken);
            return entries;
        }
        catch (Exception error) when (error is not TransferException { Failure: TransferFailure.Partial })
        {
            data.Abort();
            await data.DisposeAsync();
            await session.SettleAsync();
            throw;
        }
    }

    /// <summary>For single commands: relative to the login's folder, as the URL says.</summary>
    async Task<string> FullAsync(string path, CancellationToken cancellationToken) =>
        _home is null && path.Length == 0 ? root.Path : await AbsoluteAsync(path, cancellationToken);

    /// <summary>From the root: to list, folders have to be entered.</summary>
    async Task<string> AbsoluteAsync(string path, CancellationToken cancellationToken)
    {
        var full = root.Child(path).Path;
        if (full.StartsWith('/'))
        {
            return full;
        }

        if (_home is null)
        {
            var reply = await session.AskAsync("PWD", null, cancellationToken);
            _home = (reply.Code == 257 ? FtpDirectoryReply.Parse(reply.Text) : null)
                ?? throw new TransferException(TransferFailure.WeirdReply, $"{session.Peer} does not say which folder the login leads to: {reply}", "");
        }

        return full.Length == 0 ? _home : $"{_home.TrimEnd('/')}/{full}";
    }

    static string Quoted(string path) => $"'{Utf8Text.Shown(path)}'";
}
