using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Services.Web;

/// <summary>Takes a file by PUT, whole or from where an interrupted one ended (RFC 9110 sections 9.3.4 and 14.5).</summary>
/// <param name="settings">The limits.</param>
/// <param name="jail">Where.</param>
sealed class UploadAnswer(WebSettings settings, WebJail jail)
{
    /// <summary>The field that tells how many bytes of an upload are here, in answers to its user.</summary>
    public const string Offset = "Upload-Offset";

    /// <summary>Answers a PUT of a user who may write.</summary>
    public async Task PutAsync(WebRequest request)
    {
        if (request.Path.IsFolder)
        {
            await request.SayAsync(StatusCodes.Status409Conflict, "A path that ends with a slash names a folder. MKCOL makes one.");
            return;
        }

        if (!TryReadRange(request, out var range))
        {
            await request.SayAsync(StatusCodes.Status400BadRequest, "Content-Range of an upload is 'bytes FIRST-LAST/TOTAL', of the length that is sent.");
            return;
        }

        if (jail.TryLocateFolder(request.Path.Parent, out var folder) is not JailResult.Opened and var result)
        {
            await (result == JailResult.NotFound ? request.SayAsync(StatusCodes.Status409Conflict, $"There is no folder {request.Path.Parent}") : request.SayNotOpenedAsync(result));
            return;
        }

        using (folder)
        {
            await UploadFailures.InWordsAsync(request, () => StoreAsync(request, folder!, range));
        }
    }

    /// <summary>Tells the user of a HEAD how much of an upload is here.</summary>
    public void TellOffset(WebRequest request)
    {
        if (!request.Path.IsFolder && request.MayWrite(WebAccess.Service) && jail.TryLocateFolder(request.Path.Parent, out var folder) == JailResult.Opened)
        {
            using (folder)
            {
                if (PartialFile.LengthOf(folder!, request.User!.Name, request.Path.Name) is { } length)
                {
                    SetOffset(request, length);
                }
            }
        }
    }

    static void SetOffset(WebRequest request, long length) => request.Http.Response.Headers[Offset] = length.ToString(CultureInfo.InvariantCulture);

    static bool TryReadRange(WebRequest request, out UploadRange? range)
    {
        range = null;
        var header = request.Http.Request.Headers.ContentRange;
        if (header.Count == 0)
        {
            return true;
        }

        range = header is [{ } text] ? UploadRange.Parse(text) : null;
        return range is { } read && (request.Http.Request.ContentLength ?? read.Length) == read.Length;
    }

    async Task StoreAsync(WebRequest request, JailedFolder folder, UploadRange? range)
    {
        if (!await IsAllowedAsync(request))
        {
            return;
        }

        PartialFile.RemoveStale(folder, settings.PartialLifetime);
        using var partial = PartialFile.TryOpen(folder, request.User!.Name, request.Path.Name);
        if (partial is null)
        {
            await request.SayAsync(StatusCodes.Status409Conflict, "Another upload of yours to this name is under way.");
            return;
        }

        var start = range?.Start ?? 0;
        if (start > partial.Length)
        {
            SetOffset(request, partial.Length);
            await request.SayAsync(StatusCodes.Status409Conflict, $"Only {partial.Length} bytes of it are here; go on from there.");
            return;
        }

        partial.CutTo(start);
        await BodyToFile.CopyAsync(request, partial, range?.Length);
        if (range is { IsLast: false })
        {
            SetOffset(request, partial.Length);
            await request.SayAsync(StatusCodes.Status202Accepted, $"{partial.Length} bytes of it are here now.");
            return;
        }

        // Once more: somebody may have been faster. What If-None-Match: * forbids, the rename itself does not do.
        if (await IsAllowedAsync(request, partial))
        {
            var isNew = jail.TryOpen(request.Path, out var before) != JailResult.Opened;
            before?.Dispose();
            partial.MoveTo(folder[request.Path.Name], replace: request.Conditions.IfNoneMatch is null);
            await ConfirmAsync(request, isNew);
        }
    }

    /// <summary>Judges the conditions against what is there now; answers when they are not met.</summary>
    async Task<bool> IsAllowedAsync(WebRequest request, PartialFile? unwanted = null)
    {
        jail.TryOpen(request.Path, out var current);
        using (current)
        {
            if (current is { IsFolder: true })
            {
                await request.SayAsync(StatusCodes.Status409Conflict, $"{request.Path} is a folder.");
                return false;
            }

            if (Preconditions.Judge(request.Conditions, current?.Validators, isRead: false) != ConditionResult.Proceed)
            {
                unwanted?.Delete();
                await request.SayAsync(StatusCodes.Status412PreconditionFailed, current is null ? "There is no such file." : "There is a file already, and it is another one than you name.");
                return false;
            }

            return true;
        }
    }

    async Task ConfirmAsync(WebRequest request, bool isNew)
    {
        if (jail.TryOpen(request.Path, out var stored) == JailResult.Opened)
        {
            using (stored)
            {
                request.Http.Response.Headers.ETag = stored!.Validators.EntityTag;
                request.Http.Response.Headers.LastModified = stored.Validators.LastModifiedText;
            }
        }

        if (isNew)
        {
            request.Http.Response.Headers.Location = request.Path.ToUrl();
        }

        await request.EndAsync(isNew ? StatusCodes.Status201Created : StatusCodes.Status204NoContent);
    }
}
