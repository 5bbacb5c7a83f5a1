using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Patchbay.Services.Transfer;

/// <summary>Files and folders of a web server below a URL. Folders are those of listings by <c>?json</c>.</summary>
/// <param name="root">The URL.</param>
/// <param name="session">Owned.</param>
/// <param name="options">How long to wait, whom to tell.</param>
internal sealed class HttpSite(RemoteUrl root, HttpSession session, TransferOptions options) : IRemoteSite
{
    static readonly HttpMethod MakeCollection = new("MKCOL");

    // Bodies shorter than this go at once; a longer one waits for the server's consent (Expect: 100-continue).
    const long LongBody = 1024 * 1024;

    public bool IsOver => false;

    public async Task<IReadOnlyList<RemoteEntry>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var folder = root.Child(path);
        folder = folder with { Path = folder.IsFolder ? folder.Path : folder.Path + "/", Query = "?json" };
        var (response, url) = await session.SendAsync(HttpMethod.Get, folder, static request => request.Headers.Accept.ParseAdd("application/json"), cancellationToken);
        using (response)
        {
            Check(response, url, HttpMethod.Get);
            return await WebListing.ReadAsync(response.Content, url, Read, cancellationToken);
        }
    }

    public async Task<DateTimeOffset?> ModifiedAsync(string path, CancellationToken cancellationToken)
    {
        var (response, url) = await session.SendAsync(HttpMethod.Head, root.Child(path), null, cancellationToken);
        using (response)
        {
            Check(response, url, HttpMethod.Head);
            return response.Content.Headers.LastModified;
        }
    }

    public async Task<Download> DownloadAsync(string path, ResumePoint? resume, CancellationToken cancellationToken)
    {
        var offset = resume?.Offset ?? 0;
        var (response, url) = await session.SendAsync(HttpMethod.Get, root.Child(path), request => AskForRest(request, resume), cancellationToken);
        if (offset > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            var total = response.Content.Headers.ContentRange?.Length;
            var (validator, modified) = (ValidatorOf(response), response.Content.Headers.LastModified);
            response.Dispose();
            if (total == offset && (resume!.Total ?? total) == total)
            {
                return new Download(Stream.Null) { Offset = offset, Total = total, Validator = validator, Modified = modified, IsHere = true };
            }

            options.Notify($"{url} is shorter than what is here: beginning anew");
            return await DownloadAsync(path, null, cancellationToken);
        }

        try
        {
            Check(response, url, HttpMethod.Get);
            return Begin(response, url, resume);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public async Task<long?> UploadedAsync(string path, long total, CancellationToken cancellationToken)
    {
        var (response, url) = await session.SendAsync(HttpMethod.Head, root.Child(path), null, cancellationToken);
        using (response)
        {
            if (response.Headers.TryGetValues("Upload-Offset", out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            {
                return offset;
            }

            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            {
                return null;
            }

            Check(response, url, HttpMethod.Head);
            // A whole file of another size is another file, and no beginning of ours.
            return response.Content.Headers.ContentLength == total ? total : null;
        }
    }

    public async Task UploadAsync(string path, Stream content, long offset, long? total, CancellationToken cancellationToken)
    {
        var activity = new Activity();
        using var body = new UploadContent(content, total - offset, activity);
        if (offset > 0 && total is not null)
        {
            body.Headers.ContentRange = new ContentRangeHeaderValue(offset, total.Value - 1, total.Value);
        }

        var (response, url) = await session.SendAsync(
            HttpMethod.Put, root.Child(path), request => request.Headers.ExpectContinue = total is null or >= LongBody ? true : null, cancellationToken, body, activity);
        using (response)
        {
            Check(response, url, HttpMethod.Put);
            if (!response.IsSuccessStatusCode)
            {
                throw HttpFailures.FromStatus(url, "PUT", response.StatusCode, response.ReasonPhrase, response.Headers);
            }
        }
    }

    public async Task MakeFolderAsync(string path, CancellationToken cancellationToken)
    {
        var folder = root.Child(path);
        var (response, url) = await session.SendAsync(MakeCollection, folder with { Path = folder.Path.TrimEnd('/') + "/" }, null, cancellationToken);
        using (response)
        {
            // RFC 4918 section 9.3: 405 where it is there. A server that knows no MKCOL says 405 or 501, and makes folders with the files in them or not at all.
            if (!response.IsSuccessStatusCode && response.StatusCode is not (HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented))
            {
                throw HttpFailures.FromStatus(url, "MKCOL", response.StatusCode, response.ReasonPhrase, response.Headers);
            }
        }
    }

    public async Task RemoveFileAsync(string path, CancellationToken cancellationToken)
    {
        var (response, url) = await session.SendAsync(HttpMethod.Delete, root.Child(path), null, cancellationToken);
        using (response)
        {
            Check(response, url, HttpMethod.Delete);
        }
    }

    public Task RemoveFolderAsync(string path, CancellationToken cancellationToken) => RemoveFileAsync(path + "/", cancellationToken);

    // No method of HTTP sets it.
    public Task<bool> SetModifiedAsync(string path, DateTimeOffset time, CancellationToken cancellationToken) => Task.FromResult(false);

    public ValueTask DisposeAsync()
    {
        session.Dispose();
        return ValueTask.CompletedTask;
    }

    static void AskForRest(HttpRequestMessage request, ResumePoint? resume)
    {
        if (resume is not { Offset: > 0 })
        {
            return;
        }

        request.Headers.Range = new RangeHeaderValue(resume.Offset, null);
        if (resume.Validator is not null)
        {
            // Another version comes whole (RFC 9110 section 13.1.5).
            request.Headers.TryAddWithoutValidation("If-Range", resume.Validator);
        }
    }

    Download Begin(HttpResponseMessage response, RemoteUrl url, ResumePoint? resume)
    {
        var headers = response.Content.Headers;
        var (offset, total) = (0L, headers.ContentLength);
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            if (resume is not { Offset: > 0 } || headers.ContentRange is not { HasRange: true, Unit: "bytes" } range || range.From != resume.Offset || (range.Length is { } whole && resume.Total is { } known && whole != known))
            {
                throw new TransferException(TransferFailure.CannotResume, $"{url.Authority} sends another part than we asked for: {Utf8Text.Shown(headers.ContentRange?.ToString() ?? "no Content-Range")}", "Without --continue it begins at the beginning.");
            }

            (offset, total) = (resume.Offset, range.Length ?? range.To + 1);
        }
        else if (resume is { Offset: > 0 })
        {
            options.Notify(resume.Validator is null || resume.Validator == ValidatorOf(response)
                ? $"{url.Authority} sends whole files only: beginning anew"
                : $"{url} has changed: beginning anew");
        }

        return new Download(Read(response, url))
        {
            Offset = offset,
            Total = total,
            Validator = ValidatorOf(response),
            Modified = headers.LastModified,
            ReleaseAsync = () =>
            {
                response.Dispose();
                return ValueTask.CompletedTask;
            },
        };
    }

    Stream Read(HttpResponseMessage response, RemoteUrl url) => Read(response.Content, url);

    Stream Read(HttpContent content, RemoteUrl url) => new PatientStream(
        new HttpBodyStream(content.ReadAsStream(), url), new Patience(url.Authority, options.Timeout, options.TimeProvider), options.Timeout, options.TimeProvider);

    /// <summary>What If-Range takes: a strong entity tag, else a date (RFC 9110 section 13.1.5).</summary>
    static string? ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture);

    static void Check(HttpResponseMessage response, RemoteUrl url, HttpMethod method)
    {
        if ((int)response.StatusCode is >= 400 or (>= 300 and < 400))
        {
            throw HttpFailures.FromStatus(url, method.Method, response.StatusCode, response.ReasonPhrase, response.Headers);
        }
    }
}
