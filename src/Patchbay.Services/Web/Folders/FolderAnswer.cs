using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Patchbay.Services.Web;

/// <summary>Answers GET and HEAD of a folder: its index, its listing for people or programs, the whole as a zip.</summary>
/// <param name="settings">What is allowed.</param>
/// <param name="access">Who may do more.</param>
/// <param name="jail">Where.</param>
sealed class FolderAnswer(WebSettings settings, WebAccess access, WebJail jail)
{
    const string Login = "login", Json = "json", Zip = "zip";

    readonly FolderReader _reader = new(jail);
    readonly ZipAnswer _zip = new(settings, jail);

    /// <summary>Answers with a folder whose path ended with a slash.</summary>
    /// <param name="request">GET or HEAD.</param>
    /// <param name="folder">The open folder.</param>
    /// <param name="sendFile">Answers with a file.</param>
    public async Task SendAsync(WebRequest request, JailedFile folder, Func<WebRequest, WebPath, JailedFile, Task> sendFile)
    {
        var query = request.Http.Request.QueryString.HasValue ? request.Http.Request.Query : null;
        if (query?.ContainsKey(Login) == true)
        {
            // The page keeps the word in its links, so that a browser that sends passwords only when asked is asked on each.
            await (request.User is null ? access.AskAsync(request, "Sign in.") : ListAsync(request, folder, query));
        }
        else if (query?.ContainsKey(Zip) == true)
        {
            await _zip.SendAsync(request);
        }
        else if (query?.ContainsKey(Json) != true && settings.Index is { } index && jail.TryOpen(request.Path.Child(index), out var file) == JailResult.Opened)
        {
            using (file)
            {
                await (file!.IsFolder ? ListAsync(request, folder, query) : sendFile(request, request.Path.Child(index), file));
            }
        }
        else
        {
            await ListAsync(request, folder, query);
        }
    }

    async Task ListAsync(WebRequest request, JailedFile folder, IQueryCollection? query)
    {
        if (!settings.ListsFolders)
        {
            await request.SayAsync(StatusCodes.Status403Forbidden, "Folders are not listed here.");
            return;
        }

        var order = ListingOrder.Parse(query?["sort"], query?["order"]);
        FolderListing listing;
        try
        {
            var entries = _reader.Read(request.Path, folder).Take(FolderListing.Most + 1).ToList();
            var isCut = entries.Count > FolderListing.Most;
            listing = new FolderListing(request.Path, order.Sort(isCut ? entries.Take(FolderListing.Most) : entries), order, isCut);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await request.SayNotOpenedAsync(error is UnauthorizedAccessException ? JailResult.Denied : JailResult.NotFound);
            return;
        }

        var headers = request.Http.Response.Headers;
        headers.CacheControl = "no-cache";
        if (query?.ContainsKey(Json) == true)
        {
            var json = new ArrayBufferWriter<byte>();
            ListingJson.Write(listing, json);
            await request.SendAsync("application/json; charset=utf-8", json.WrittenMemory);
            return;
        }

        headers.ContentSecurityPolicy = ListingPage.SecurityPolicy;

        // Not no-referrer: browsers then hide the page's origin from its own forms too, and a form without origin is refused.
        headers["Referrer-Policy"] = "same-origin";
        headers.Vary = "Authorization";
        var options = new ListingPageOptions(settings.ZipLimit is not null, request.MayWrite(WebAccess.Service), request.User is null && access.TakesPasswords(request.Connection), request.User?.Name);
        await request.SendAsync("text/html; charset=utf-8", Encoding.UTF8.GetBytes(ListingPage.Render(listing, options)));
    }
}
