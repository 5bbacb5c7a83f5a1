using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Patchbay.Services.Web;

/// <summary>The pages of the node's other services, each under its own first segment, and a front page at <c>/-/</c> that lists them.</summary>
sealed class ServicePages : IAsyncDisposable
{
    const string Front = "-";

    readonly HashSet<string> _paths;
    readonly ServiceProvider _services;
    readonly RequestDelegate _show;

    ServicePages(IReadOnlyList<IWebPages> pages, ILoggerFactory loggers)
    {
        _paths = [Front, .. pages.Select(static page => page.Path)];
        _services = new ServiceCollection().AddSingleton(loggers).AddLogging().AddRoutingCore().AddSingleton(new System.Diagnostics.DiagnosticListener("Microsoft.AspNetCore")).BuildServiceProvider();
        var application = new ApplicationBuilder(_services);
        application.UseRouting();
        application.UseEndpoints(endpoints =>
        {
            endpoints.Map($"/{Front}/", http => ShowFrontAsync(http, pages));
            foreach (var page in pages)
            {
                page.MapWeb(endpoints);
            }
        });
        _show = application.Build();
    }

    /// <summary>The pages, or null where there are none: then nothing of routing is loaded.</summary>
    public static ServicePages? Open(IReadOnlyList<IWebPages> pages, ILoggerFactory loggers) => pages.Count == 0 ? null : new ServicePages(pages, loggers);

    /// <summary>The path is a page's and not a file's.</summary>
    public bool Owns(WebPath path) => path.Segments is [var first, ..] && _paths.Contains(first);

    /// <summary>Answers with the page.</summary>
    public async Task ShowAsync(WebRequest request)
    {
        await using var scope = _services.CreateAsyncScope();
        request.Http.RequestServices = scope.ServiceProvider;
        await _show(request.Http);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    static Task ShowFrontAsync(HttpContext http, IReadOnlyList<IWebPages> pages)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = ListingPage.SecurityPolicy;
        return http.Response.WriteAsync(FrontPage.Render([.. pages.Select(static page => page.Path)]), http.RequestAborted);
    }
}
