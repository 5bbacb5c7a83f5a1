using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Patchbay.Services.Web;

/// <summary>What the service answers: who asks from where, what is named, and who answers that. Thread-safe.</summary>
sealed class WebSite
{
    static readonly string[] KnownMethods = ["PATCH", "TRACE", "CONNECT", "PROPFIND", "PROPPATCH", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH", "QUERY"];

    readonly WebSettings _settings;
    readonly WebAccess _access;
    readonly WebJail _jail;
    readonly FolderAnswer _folders;
    readonly UploadAnswer _uploads;
    readonly FolderChanges _changes;
    readonly FormAnswer _forms;
    readonly ServicePages? _pages;

    /// <param name="settings">The rules.</param>
    /// <param name="access">Who may what.</param>
    /// <param name="pages">The pages of other services, or null where there are none.</param>
    public WebSite(WebSettings settings, WebAccess access, ServicePages? pages)
    {
        (_settings, _access, _pages) = (settings, access, pages);
        _jail = new WebJail(settings.Root);
        _folders = new FolderAnswer(settings, access, _jail);
        _uploads = new UploadAnswer(settings, _jail);
        _changes = new FolderChanges(_jail);
        _forms = new FormAnswer(_jail, _changes);
    }

    /// <summary>Answers a request.</summary>
    public Task AnswerAsync(WebRequest request)
    {
        var http = request.Http.Request;
        if (RequestSource.RefuseHost(http.Host.Value ?? "", _settings.Hosts, request.Connection.IsExposed ? null : request.Connection.Local) is { } foreign)
        {
            return request.SayAsync(StatusCodes.Status421MisdirectedRequest, $"This is not the server of that name: {foreign}. The option web.hosts names it.");
        }

        var target = request.Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target == "*")
        {
            return HttpMethods.IsOptions(http.Method) ? AllowAsync(request) : request.SayAsync(StatusCodes.Status400BadRequest, "Only OPTIONS asks of *.");
        }

        var fault = WebPath.TryParse(target, OperatingSystem.IsWindows(), out var path);
        if (fault != WebPathFault.None)
        {
            return fault switch
            {
                WebPathFault.Malformed => request.SayAsync(StatusCodes.Status400BadRequest, "The path cannot be read."),
                WebPathFault.Escapes => request.SayAsync(StatusCodes.Status400BadRequest, "The path names nothing that could be here: '..', a backslash or an encoded slash."),
                WebPathFault.Hidden when !request.IsRead => request.SayAsync(StatusCodes.Status403Forbidden, "Names that begin with a dot are hidden here, and cannot be changed."),
                _ => request.SayAsync(StatusCodes.Status404NotFound, "There is no such path."),
            };
        }

        request.Path = path!;
        return _pages?.Owns(request.Path) == true ? ShowPageAsync(request, _pages) : ByMethodAsync(request);
    }

    Task ByMethodAsync(WebRequest request) => request.Http.Request.Method switch
    {
        "GET" or "HEAD" => ReadAsync(request),
        "OPTIONS" => AllowAsync(request),
        "PUT" => WriteAsync(request, _uploads.PutAsync),
        "POST" => WriteAsync(request, _forms.PostAsync),
        "DELETE" => WriteAsync(request, _changes.DeleteAsync),
        "MKCOL" => WriteAsync(request, _changes.MakeAsync),
        var method when KnownMethods.Contains(method) => request.SayNotAllowedAsync($"Methods here are {WebAnswers.Allowed}."),
        _ => request.SayAsync(StatusCodes.Status501NotImplemented, "That is no method of this server."),
    };

    static Task AllowAsync(WebRequest request)
    {
        request.Http.Response.Headers.Allow = WebAnswers.Allowed;
        return request.EndAsync(StatusCodes.Status204NoContent);
    }

    /// <summary>A page of another service: reading it, or changing something by it, is that service's own affair; where the request comes from is ours.</summary>
    async Task ShowPageAsync(WebRequest request, ServicePages pages)
    {
        if (request.IsRead ? await _access.AdmitAsync(request, toWrite: false) : await MayChangeAsync(request))
        {
            await pages.ShowAsync(request);
        }
    }

    async Task WriteAsync(WebRequest request, Func<WebRequest, Task> write)
    {
        if (await MayChangeAsync(request))
        {
            await write(request);
        }
    }

    async ValueTask<bool> MayChangeAsync(WebRequest request)
    {
        var http = request.Http.Request;
        if (RequestSource.RefuseWrite(OneOf(http.Headers.Origin), OneOf(http.Headers["Sec-Fetch-Site"]), http.Host.Value ?? "") is { } foreign)
        {
            await request.SayAsync(StatusCodes.Status403Forbidden, $"Pages of other sites may not change files: {foreign}.");
            return false;
        }

        return await _access.AdmitAsync(request, toWrite: true);
    }

    static string? OneOf(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values.ToString();

    async Task ReadAsync(WebRequest request)
    {
        if (!await _access.AdmitAsync(request, toWrite: false))
        {
            return;
        }

        if (request.IsHead && request.User is not null)
        {
            _uploads.TellOffset(request);
        }

        var result = _jail.TryOpen(request.Path, out var opened);
        using (opened)
        {
            await (result != JailResult.Opened || (request.Path.IsFolder && !opened!.IsFolder) ? request.SayNotOpenedAsync(result)
                : !opened!.IsFolder ? SendFileAsync(request, request.Path, opened)
                : !request.Path.IsFolder ? AddSlashAsync(request)
                : _folders.SendAsync(request, opened, SendFileAsync));
        }
    }

    /// <summary>Links on a folder's page are relative: its path must end with a slash.</summary>
    static Task AddSlashAsync(WebRequest request)
    {
        request.Http.Response.Headers.Location = $"{request.Path.ToUrl()}/{request.Http.Request.QueryString}";
        return request.EndAsync(StatusCodes.Status301MovedPermanently);
    }

    async Task SendFileAsync(WebRequest request, WebPath path, JailedFile file)
    {
        var contentType = ContentTypes.Of(path.Name);
        if (_settings.IsPrecompressed && contentType.EndsWith("utf-8", StringComparison.Ordinal))
        {
            file = Precompressed.Choose(request, _jail, path, file);
        }

        using (file)
        {
            await FileAnswer.SendAsync(request, file, contentType);
        }
    }
}
