using System.IO.Compression;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Services.Web;

/// <summary>A folder as one file, packed while it is sent: it never lies on the disk, and a client that goes away ends it.</summary>
/// <param name="settings">The limit.</param>
/// <param name="jail">Where.</param>
sealed class ZipAnswer(WebSettings settings, WebJail jail)
{
    // Packing is the one thing here that costs processor time by the byte.
    const int AtOnce = 4, BufferSize = 64 * 1024;

    int _underWay;

    /// <summary>Answers GET and HEAD of a folder with <c>?zip</c>.</summary>
    public async Task SendAsync(WebRequest request)
    {
        if (settings.ZipLimit is not { } limit)
        {
            await request.SayAsync(StatusCodes.Status403Forbidden, "Folders are not packed here.");
            return;
        }

        if (Interlocked.Increment(ref _underWay) > AtOnce)
        {
            Interlocked.Decrement(ref _underWay);
            request.Http.Response.Headers.RetryAfter = "10";
            await request.SayAsync(StatusCodes.Status503ServiceUnavailable, $"{AtOnce} folders are being packed already. Try again.");
            return;
        }

        try
        {
            await PackAsync(request, limit);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    async Task PackAsync(WebRequest request, long limit)
    {
        var cancel = request.Http.RequestAborted;
        ZipPlan? plan;
        try
        {
            plan = ZipPlan.Make(jail, request.Path, limit, cancel);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await request.SayNotOpenedAsync(error is UnauthorizedAccessException ? JailResult.Denied : JailResult.NotFound);
            return;
        }

        if (plan is null)
        {
            await request.SayAsync(StatusCodes.Status403Forbidden, $"{request.Path} is more than is packed here: {ListingPage.Size(limit)}, 100,000 files, 64 folders deep.");
            return;
        }

        var response = request.Http.Response;
        response.ContentType = MediaTypeNames.Application.Zip;
        response.Headers.ContentDisposition = Disposition(request.Path);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        if (request.IsHead)
        {
            return;
        }

        await response.StartAsync(cancel);
        await using var output = new CountingStream(response.BodyWriter.AsStream(leaveOpen: true), count => request.BytesSent += count);
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        var left = limit;
        foreach (var path in plan.Files)
        {
            left = await AddAsync(zip, request.Path, path, left, cancel);
        }

        foreach (var path in plan.Folders)
        {
            zip.CreateEntry(NameIn(request.Path, path) + "/");
        }
    }

    /// <summary>Adds a file as it is now; one that has gone since the plan was made is left out.</summary>
    async Task<long> AddAsync(ZipArchive zip, WebPath root, WebPath path, long left, CancellationToken cancel)
    {
        if (jail.TryOpen(path, out var file) != JailResult.Opened)
        {
            return left;
        }

        using (file)
        {
            if (file!.IsFolder)
            {
                return left;
            }

            var entry = zip.CreateEntry(NameIn(root, path), ContentTypes.IsPacked(ContentTypes.Of(path.Name)) ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
            entry.LastWriteTime = Clamp(file.Validators.LastModified);
            await using var packed = await entry.OpenAsync(cancel);
            var buffer = new byte[BufferSize];
            var at = 0L;
            while (RandomAccess.Read(file.Handle, buffer, at) is > 0 and var count)
            {
                at += count;
                if (at > left)
                {
                    throw new IOException("The folder grew beyond the limit while it was packed.");
                }

                await packed.WriteAsync(buffer.AsMemory(0, count), cancel);
            }

            return left - at;
        }
    }

    static string NameIn(WebPath root, WebPath path) => string.Join('/', path.Segments.Skip(root.Segments.Count));

    // The format's years (APPNOTE 4.4.6).
    static DateTimeOffset Clamp(DateTimeOffset time) =>
        time.Year is >= 1980 and <= 2107 ? time : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The name of the file that a browser makes of it (RFC 6266; the encoded form of RFC 8187 for what is not ASCII).</summary>
    static string Disposition(WebPath path) =>
        $"attachment; filename*=UTF-8''{Uri.EscapeDataString(path.Segments.Count == 0 ? "files" : path.Name)}.zip";
}
